/** When the container runtime took a line of a log: nanoseconds since 1970. No two lines of one pod have the same. */
export type Stamp = bigint;

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) (.*)$/s;

/** PURE: a line of pods/log with `timestamps=true`, taken apart; undefined for one without a time. */
export function stampedLine(line: string): { readonly stamp: Stamp; readonly text: string } | undefined {
  const [, seconds, fraction = '', zone, text = ''] = LINE.exec(line) ?? [];
  const ms = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  return { stamp: BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')), text };
}

/** PURE: as the API server takes it for `sinceTime`: whole seconds. */
export const sinceTimeOf = (stamp: Stamp): string => new Date(Number(stamp / 1_000_000_000n) * 1000).toISOString().replace('.000Z', 'Z');
