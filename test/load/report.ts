import { cpus, totalmem } from 'node:os';

/** Where the figures come from; without it they mean nothing. */
export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} cores (${first?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}`;
}

export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly bar: string;
  readonly met: boolean;
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n== ${title}`);
  for (const { what, value, bar, met } of figures)
    console.log(`${met ? 'ok  ' : 'MISS'} ${what.padEnd(62)} ${value.padStart(16)}   bar ${bar}`);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]) => percentile(values, 0.5);
