import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  /** Completes "Waited 10 s for …". */
  readonly what: string;
  readonly everyMs?: number;
  /** Ends the wait early, with its reason. */
  readonly signal?: AbortSignal;
}

/** Looks again and again until it is so. For things nothing announces: a file's content, a process of somebody else. */
export async function waitFor(
  isSo: () => boolean | Promise<boolean>,
  { timeoutMs, what, everyMs = 10, signal }: WaitOptions,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    signal?.throwIfAborted();
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}, in vain.`);
    await pause(everyMs);
  }
}
