import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  readonly timeoutMs: number;
  /** Completes "Waited 10 s for …". */
  readonly what: string;
  readonly everyMs?: number;
}

/** Looks again and again until it is so. For things nothing announces: a file's content, a process of somebody else. */
export async function waitFor(isSo: () => boolean | Promise<boolean>, { timeoutMs, what, everyMs = 10 }: Patience): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}, in vain.`);
    await pause(everyMs);
  }
}
