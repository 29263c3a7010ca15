import { hash } from 'node:crypto';
import { databaseJson } from '../contract/database.ts';
import type { Database } from '../domain/database.ts';

const known = new WeakMap<Database, string>();

/** `"revision.digest"`: it changes with all that is read, while If-Match looks at the revision alone; see {@link revisionsIn}. */
export function etagOf(database: Database): string {
  const before = known.get(database);
  if (before !== undefined) return before;
  const etag = `"${database.revision}.${digestOf(databaseJson(database))}"`;
  known.set(database, etag);
  return etag;
}

/** Weak, since two lists that tell the same are as good as each other. */
export const listEtag = (databases: readonly Database[], nextCursor: string) =>
  `W/"${digestOf(databases.map(etagOf).join('') + nextCursor)}"`;

/** For a text that stays. */
export const textEtag = (text: string) => `"${digestOf(text)}"`;

const digestOf = (text: string) => hash('sha256', text, 'hex').slice(0, 16);

/**
 * The revisions that an If-Match names; undefined for `*`, that is, whatever is there. What the platform observes
 * changes the tag but not the revision, and must not refuse a change that was made with the latest spec in view.
 */
export function revisionsIn(ifMatch: string | undefined): readonly string[] | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const strong = [...ifMatch.matchAll(/(W\/)?"([^"]*)"/g)].filter(([, weak]) => !weak);
  return strong.map(([, , tag = '']) => tag.split('.')[0] ?? tag);
}

/** Whether an If-None-Match names what would be answered; the comparison is weak. Koa's `fresh` lets `Cache-Control: no-cache` undo it, which is for caches. */
export function isKnown(ifNoneMatch: string, etag: string): boolean {
  if (etag === '') return false;
  const opaque = etag.replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || [...ifNoneMatch.matchAll(/"[^"]*"/g)].some(([tag]) => tag === opaque);
}
