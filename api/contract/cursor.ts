import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';

/** An opaque text for the place where a page ended. */
export function writeCursor(position: unknown): string {
  const ascii = JSON.stringify(position).replace(/[^\u0020-\u007e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @throws DomainError `invalid` for anything that {@link writeCursor} did not make */
export function readCursor<Schema extends z.ZodType>(schema: Schema, cursor: string | undefined): z.infer<Schema> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    const message = 'This is no cursor of ours: take `nextCursor` of the page before, or leave it out to begin anew.';
    throw new DomainError('invalid', message, { faults: [{ path: 'cursor', message }] });
  }
}

export const DatabasePosition = z.strictObject({ value: z.string(), id: z.string() });
/** Ids of audit entries and service events: decimal text within PostgreSQL's bigint. */
export const RecordPosition = z.strictObject({ before: z.string().regex(/^\d{1,18}$/) });
