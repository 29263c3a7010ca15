/** Of the Kubernetes client the one class we use, in a file of its own so that a bundle holds no more of it. */
export { KubeConfig } from '@kubernetes/client-node';
