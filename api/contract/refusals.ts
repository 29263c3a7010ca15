import { problems } from './problem.ts';

/** What any reading route may answer besides what was asked for. */
export const read = problems('malformed', 'not_authenticated', 'invalid', 'unavailable', 'internal');

/** The same, where one thing is asked for by name. */
export const readOne = problems('malformed', 'not_authenticated', 'not_found', 'invalid', 'unavailable', 'internal');

/** What any route with a body may answer, and `more`. */
export const write = (...more: Parameters<typeof problems>) =>
  problems('malformed', 'not_authenticated', 'too_large', 'unsupported_media_type', 'invalid', 'unavailable', 'internal', ...more);
