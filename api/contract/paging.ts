import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';

/** `limit` asks for at most 200; more is taken as 200. */
export const Limit = z.coerce
  .number('A whole number from 1.')
  .int('A whole number from 1.')
  .min(1, 'At least 1.')
  .transform((limit) => Math.min(limit, 200))
  .default(50)
  .meta({ description: 'Items a page; at most 200, default 50.' });

/** A page of a list and how to go on. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
  });

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
