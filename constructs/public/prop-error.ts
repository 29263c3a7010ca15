export { PropError } from '../prop-error.ts';
