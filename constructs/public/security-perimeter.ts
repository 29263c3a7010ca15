export { SecurityPerimeter, type SecurityPerimeterProps } from '../openstack/security-perimeter.ts';
