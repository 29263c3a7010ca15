import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';

/** `limit` asks for at most 200; more is taken as 200. */
export const Limit = z
  .string('Give it once.')
  .regex(/^[1-9]\d{0,8}$/, 'A whole number from 1.')
  .transform((limit) => Math.min(Number(limit), 200))
  .default(50)
  .meta({ description: 'Items a page; at most 200, default 50.' });

/** A page of a list and how to go on. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
  });

/** An opaque text for the place where a page ended. @param list the same for the same list in the same order */
export function writeCursor(position: unknown, list: string): string {
  const ascii = JSON.stringify([list, position]).replace(
    /[^\u0020-\u007e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

interface GivenCursor {
  readonly cursor: string | undefined;
  /** The list that it is given for. */
  readonly list: string;
}

/** @throws DomainError `invalid` for anything that {@link writeCursor} did not make, or made for another list */
export function readCursor<Schema extends z.ZodType>(schema: Schema, { cursor, list }: GivenCursor): z.infer<Schema> | undefined {
  if (cursor === undefined) return undefined;
  const [of, position] = decodeCursor(cursor) ?? [];
  if (of === undefined)
    throw wrongCursor('This is no cursor of ours: take `nextCursor` of the page before, or leave it out to begin anew.');
  const { success, data } = schema.safeParse(position);
  if (of === list && success) return data;
  throw wrongCursor('This cursor belongs to a list in another order or with another filter. Give the same query as for the page before.');
}

function decodeCursor(cursor: string): [list: string, position: unknown] | undefined {
  try {
    return z.tuple([z.string(), z.unknown()]).parse(JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return undefined;
  }
}

const wrongCursor = (message: string) => new DomainError('invalid', message, { faults: [{ path: 'cursor', message }] });

export const DatabasePosition = z.strictObject({ value: z.string(), id: z.string() });
/** Ids of audit entries and service events: decimal text within PostgreSQL's bigint. */
export const RecordPosition = z.strictObject({ before: z.string().regex(/^\d{1,18}$/) });
