import type { DatabaseView, OptionsView } from '../platform/wire.ts';
import { bytes, gibibytes } from '../text/format.ts';
import { parseLabels, writeLabels } from '../text/labels.ts';
import { detailText } from './detail-text.ts';

type Text = ReturnType<typeof detailText>;
type Choice = readonly [value: string, label: string];

/** One field of the spec, as the page shows and edits it. */
interface Setting {
  readonly kind: 'number' | 'choice' | 'switch' | 'labels' | 'text';
  readonly label: (text: Text) => string;
  /** What its value means; the value itself if there is none. */
  readonly unit?: string;
  /** Beside the value. */
  readonly note?: (database: DatabaseView, options: OptionsView | undefined) => string;
  /** Below the control. */
  readonly hint?: (text: Text) => string;
  readonly choices?: (database: DatabaseView, options: OptionsView) => readonly (string | number)[];
}

/** Every field that can be changed, in the order of the page. A new field is one entry here and its label in the texts. */
export const SETTINGS = {
  description: { kind: 'text', label: (text) => text.description },
  instances: { kind: 'number', label: (text) => text.instances, choices: () => [1, 2, 3, 4, 5] },
  storageGiB: { kind: 'number', label: (text) => text.storage, unit: 'GiB', note: storageNote, hint: (text) => text.growsOnly },
  flavour: { kind: 'choice', label: (text) => text.size, note: flavourNote, choices: (_, options) => Object.keys(options.flavours) },
  version: {
    kind: 'number',
    label: (text) => text.versionRow,
    note: (_, options) => (options?.majorUpgrade === false ? detailText().versionFixed : ''),
    choices: ({ version }, options) => options.versions.filter((other) => other >= version),
  },
  synchronous: { kind: 'switch', label: (text) => text.synchronous },
  deletionProtection: { kind: 'switch', label: (text) => text.protection },
  labels: { kind: 'labels', label: (text) => text.labels, hint: (text) => text.labelsHint },
} as const satisfies Readonly<Record<string, Setting>>;

type Field = keyof typeof SETTINGS;

export const FIELDS = Object.keys(SETTINGS) as readonly Field[]; // the table has no other keys

function storageNote({ status: { usedBytes } }: DatabaseView): string {
  return usedBytes === null ? detailText().growsOnly : detailText().used(`${gibibytes(usedBytes)} GiB`);
}

function flavourNote({ flavour }: DatabaseView, options: OptionsView | undefined): string {
  const size = options?.flavours[flavour];
  return size ? `${size.cpu} CPU, ${bytes(size.memoryMiB * 2 ** 20)}` : '';
}

/** What can be changed of a database: a field of the spec, or one parameter. */
export type SettingPath = Field | `parameters.${string}`;

/** The entry of the table; undefined for a parameter. */
export const settingAt = (path: SettingPath): Setting | undefined => (path in SETTINGS ? SETTINGS[path as Field] : undefined);

/** A value in the words of the page. */
export function shownValue(database: DatabaseView, field: Field): string {
  const { kind, unit }: Setting = SETTINGS[field];
  const value = settingValue(database, field);
  if (kind === 'switch') return value === 'true' ? detailText().on : detailText().off;
  return (unit ? `${value} ${unit}` : value) || detailText().none;
}

/** The choices of a setting that has some; undefined for one that is typed. */
export function choicesOf(path: SettingPath, database: DatabaseView, options: OptionsView): readonly Choice[] | undefined {
  const same = (values: readonly (string | number)[]): Choice[] => values.map((value) => [String(value), String(value)]);
  const setting = settingAt(path);
  if (setting?.kind === 'switch')
    return [
      ['true', detailText().on],
      ['false', detailText().off],
    ];
  if (setting) return setting.choices && same(setting.choices(database, options));
  const parameter = options.parameters[parameterOf(path) ?? ''];
  const values = parameter?.type === 'boolean' ? ['on', 'off'] : parameter?.values;
  return values && [['', detailText().unset], ...same(values)];
}

/** What to know before a setting is changed. */
export function hintOf(path: SettingPath, options: OptionsView): string {
  const text = detailText();
  const setting = settingAt(path);
  if (setting) return setting.hint?.(text) ?? '';
  const parameter = options.parameters[parameterOf(path) ?? ''];
  if (!parameter) return '';
  const effect = parameter.restart ? text.byRestart : text.byReload;
  return `${parameter.description} ${parameter.range ? `${parameter.range}. ` : ''}${effect}.`;
}

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
  switch (settingAt(path)?.kind) {
    case 'labels':
      return labelPatch(database.labels, text);
    case 'switch':
      return { [path]: text === 'true' };
    case 'number':
      return { [path]: text.trim() === '' ? null : Number(text) };
    default:
      return { [path]: text };
  }
}

function labelPatch(before: Readonly<Record<string, string>>, text: string) {
  const labels = parseLabels(text);
  if (!labels) return undefined;
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(labels, key));
  return { labels: { ...Object.fromEntries(removed.map((key) => [key, null])), ...labels } };
}

/** The changes between two versions of a database. */
export function changesBetween(before: DatabaseView, after: DatabaseView): Change[] {
  const parameters = Object.keys({ ...before.parameters, ...after.parameters });
  return [...FIELDS, ...parameters.map((name) => `parameters.${name}` as const)]
    .map((path) => ({ path, from: settingValue(before, path), to: settingValue(after, path) }))
    .filter(({ from, to }) => from !== to);
}
