export { SkeCluster, type SkeClusterProps, type SkeNodePool } from '../ske/ske-cluster.ts';
