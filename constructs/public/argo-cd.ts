export { ArgoCd, type ArgoCdProps } from '../argo-cd/argo-cd.ts';
