export { RootApplication, type RootApplicationProps } from '../argo-cd/root-application.ts';
