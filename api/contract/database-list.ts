import { z } from 'zod';
import { DATABASE_STATES } from '../domain/database.ts';
import type { DatabaseQuery, DatabaseSort, Position } from '../domain/database-query.ts';
import { DatabaseResource, Name } from './database.ts';
import { Limit, pageOf } from './paging.ts';

export const DatabasePage = pageOf(DatabaseResource).meta({ id: 'DatabasePage' });
export type DatabasePageView = z.infer<typeof DatabasePage>;

const many = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat().flatMap((text) => text.split(',')))
    .pipe(z.array(item))
    .meta({ description: 'Several: repeated, or with commas.' });

const Label = z
  .string()
  .regex(/^[^:]{1,63}:[^:]{0,63}$/, 'A label filter has the form key:value.')
  .transform((text): readonly [string, string] => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1)];
  });

const SORTS = ['name', '-name', 'createdAt', '-createdAt', 'status', '-status'] as const;

export const ListDatabases = z
  .strictObject({
    limit: Limit,
    cursor: z.string().max(500),
    project: Name,
    status: many(z.enum(DATABASE_STATES)),
    label: many(Label).meta({ description: '`key:value`; all of several must fit.' }),
    q: z.string().max(40).meta({ description: 'Part of a name.' }),
    sort: z.enum(SORTS).default('name').meta({ description: '`status` begins with what needs attention.' }),
  })
  .partial({ cursor: true, project: true, status: true, label: true, q: true });

/** A list as the domain knows it, but for what the caller may see; `cursor` is decoded by {@link readCursor} before. */
export function toQuery(list: z.infer<typeof ListDatabases>, after: Position | undefined): Omit<DatabaseQuery, 'projects'> {
  return {
    states: list.status ?? [],
    labels: list.label ?? [],
    text: list.q ?? '',
    sort: toSort(list.sort),
    limit: list.limit,
    after,
  };
}

function toSort(sort: (typeof SORTS)[number]): DatabaseSort {
  const descending = sort.startsWith('-');
  const field = (descending ? sort.slice(1) : sort) as DatabaseSort['field']; // the enum above holds nothing else
  return { field, descending };
}
