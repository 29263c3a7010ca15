/** PURE: the question to Loki for what the servers of a database have logged, in LogQL. */
import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { DatabaseRef } from '../../domain/database.ts';
import { type LogQuery, levelsFrom } from '../../domain/server-log.ts';
import { severitiesOf } from './log-record.ts';

/**
 * A string of LogQL, which reads it as Go does. JSON's escapes are a part of Go's but for halves of characters, which Go has
 * not, so that those become U+FFFD.
 */
export const logqlString = (text: string): string => JSON.stringify(text.toWellFormed());

/** What matches exactly this text in a regular expression of RE2. */
const literally = (text: string): string => text.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&');

/** Where CloudNativePG has what is looked at in its lines, and what it is called in the question: no name of a label of a stream. */
const FIELDS = {
  pg_logger: 'logger',
  pg_severity: 'record.error_severity',
  pg_message: 'record.message',
  pg_detail: 'record.detail',
  pg_hint: 'record.hint',
  pg_statement: 'record.query',
} as const;
const TEXTS = ['pg_message', 'pg_detail', 'pg_hint', 'pg_statement'] as const;

/** Streams by the labels that the collector gives them: see the configuration of Alloy in scripts/gitops/chart-values.ts. */
export function logqlOf({ project, name }: DatabaseRef, { level, text, instance }: LogQuery): string {
  const labels = {
    namespace: namespaceOf(project),
    database: name,
    container: 'postgres',
    ...(instance !== undefined && { pod: instance }),
  };
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${logqlString(value)}`);
  const fields = Object.entries(FIELDS).map(([field, path]) => `${field}=${logqlString(path)}`);
  const stages = [`json ${fields.join(', ')}`, `pg_logger=${logqlString('postgres')}`];
  if (level !== undefined) stages.push(`pg_severity=~${logqlString(severitiesOf(levelsFrom(level)).join('|'))}`);
  if (text) stages.push(TEXTS.map((field) => `${field}=~${logqlString(`(?is).*${literally(text)}.*`)}`).join(' or '));
  return `{${matchers.join(', ')}} | ${stages.join(' | ')}`;
}
