import type { ChildProcess } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupts {
  /** How many came. */
  readonly seen: number;
  /** Stops listening. */
  release(): void;
}

/**
 * Ctrl-C, SIGTERM and a closed terminal become what Terraform takes for "finish what has begun, write the state, stop"; the
 * second of them is Terraform's "stop at once". This process goes on until the program has ended.
 *
 * Terraform gets only these: it must run in a process group of its own, or the terminal would send it each of them as well.
 */
export function forwardInterrupts(child: Pick<ChildProcess, 'kill'>): Interrupts {
  let seen = 0;
  const onSignal = () => {
    seen += 1;
    child.kill('SIGINT');
    if (seen === 1) complain('  Stopping: what has begun is finished and written to the state. Once more: stop at once.');
    if (seen === 2) complain('  Stopping at once. What was being made may be in no state; "npm run deploy" finds it.');
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get seen() {
      return seen;
    },
    release() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

function complain(text: string) {
  process.stderr.write(`${text}\n`);
}
