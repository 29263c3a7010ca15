import type { DatabaseView } from '../platform/wire.ts';
import { parseLabels, writeLabels } from '../text/labels.ts';

/** What can be changed of a database: a field of the spec, or one parameter. */
export type SettingPath =
  | 'instances'
  | 'storageGiB'
  | 'flavour'
  | 'version'
  | 'synchronous'
  | 'deletionProtection'
  | 'labels'
  | `parameters.${string}`;

export interface Change {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

export const parameterOf = (path: SettingPath): string | undefined =>
  path.startsWith('parameters.') ? path.slice('parameters.'.length) : undefined;

/** A setting as text, as a control holds it; empty for a parameter that is not set. */
export function settingValue(database: DatabaseView, path: SettingPath): string {
  const parameter = parameterOf(path);
  if (parameter !== undefined) return database.parameters[parameter] ?? '';
  if (path === 'labels') return writeLabels(database.labels);
  return String(database[path as Exclude<SettingPath, `parameters.${string}` | 'labels'>]);
}

/** The merge patch that gives a setting a value; undefined when the text cannot be read. */
export function patchOf(database: DatabaseView, path: SettingPath, text: string): Readonly<Record<string, unknown>> | undefined {
  const parameter = parameterOf(path);
  if (parameter !== undefined) return { parameters: { [parameter]: text.trim() === '' ? null : text.trim() } };
  if (path === 'labels') return labelPatch(database.labels, text);
  if (path === 'flavour') return { flavour: text };
  if (path === 'synchronous' || path === 'deletionProtection') return { [path]: text === 'true' };
  return { [path]: text.trim() === '' ? null : Number(text) };
}

function labelPatch(before: Readonly<Record<string, string>>, text: string) {
  const labels = parseLabels(text);
  if (!labels) return undefined;
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(labels, key));
  return { labels: { ...Object.fromEntries(removed.map((key) => [key, null])), ...labels } };
}

const FIELDS: readonly SettingPath[] = ['version', 'instances', 'flavour', 'storageGiB', 'synchronous', 'deletionProtection', 'labels'];

/** What somebody else has changed between two looks at a database. */
export function changesBetween(before: DatabaseView, after: DatabaseView): Change[] {
  const parameters = Object.keys({ ...before.parameters, ...after.parameters });
  return [...FIELDS, ...parameters.map((name) => `parameters.${name}` as const)]
    .map((path) => ({ path, from: settingValue(before, path), to: settingValue(after, path) }))
    .filter(({ from, to }) => from !== to);
}
