import type { DatabaseRef } from './events.ts';

/** The path of a database in the API, or of something below it. */
export const databasePath = ({ project, name }: DatabaseRef, below = ''): string =>
  `/api/databases/${encodeURIComponent(name)}${below}?project=${encodeURIComponent(project)}`;
