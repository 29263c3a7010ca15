export { type NodeFacts, OpenstackNode, type OpenstackNodeProps } from '../openstack/node.ts';
