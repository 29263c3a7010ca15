export type Settings = Readonly<Record<string, string | number | boolean>>;

/** The text of a postgresql.conf: one line a setting, sorted by name, so that the same settings give the same text. */
export function settingsFile(settings: Settings): string {
  const lines = Object.entries(settings)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} = ${quoted(value)}`);
  return `# Written by postgres-paas; changes made here are overwritten.\n${lines.join('\n')}\n`;
}

function quoted(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  // As PostgreSQL's guc-file.l reads it: '' is a quote, \ escapes.
  return `'${String(value).replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
