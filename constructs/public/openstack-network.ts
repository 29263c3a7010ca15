export { OpenstackNetwork, type OpenstackNetworkProps } from '../openstack/network.ts';
