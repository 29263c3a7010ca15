import { type RunningStep, type Step, subjectOf } from './step.ts';

interface Job {
  readonly step: Step;
  readonly startedAt: number;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Called when a step has ended; `error` is undefined when it succeeded. */
export type StepEnded = (step: Step, result: { readonly error: unknown; readonly seconds: number }) => void;

/**
 * The steps of one database that run beside its loop, at most one for each subject. The loop goes on looking and deciding
 * meanwhile; a step ends by itself, by its deadline, or because the loop cancels it for something more urgent. Each is
 * handed a signal and must end soon after it is aborted.
 */
export class Jobs {
  readonly #running = new Map<string, Job>();
  readonly #ended: StepEnded;
  /** How many have ended so far: what was seen before the last end may be out of date. */
  ends = 0;

  constructor(ended: StepEnded) {
    this.#ended = ended;
  }

  get running(): readonly RunningStep[] {
    const now = performance.now();
    return [...this.#running.values()].map(({ step, startedAt }) => ({ step, forMs: now - startedAt }));
  }

  isFree(step: Step): boolean {
    return !this.#running.has(subjectOf(step));
  }

  /** @param deadlineMs after which its signal is aborted */
  start(step: Step, work: (signal: AbortSignal) => Promise<void>, deadlineMs: number): void {
    const abort = new AbortController();
    const startedAt = performance.now();
    const deadline = setTimeout(() => abort.abort(new Error(`The step "${step.do}" took longer than ${deadlineMs / 1000} s.`)), deadlineMs);
    const finish = (error: unknown) => {
      clearTimeout(deadline);
      this.#running.delete(subjectOf(step));
      this.ends++;
      this.#ended(step, { error, seconds: (performance.now() - startedAt) / 1000 });
    };
    // never in the middle of the loop's own round
    const ended = Promise.resolve()
      .then(() => work(abort.signal))
      .then(
        () => finish(undefined),
        (error: unknown) => finish(abort.signal.aborted ? abort.signal.reason : error),
      );
    this.#running.set(subjectOf(step), { step, startedAt, abort, ended });
  }

  /** Cancels the steps that match, and does not wait for their ends. */
  cancel(matches: (step: Step) => boolean, reason: string): void {
    for (const { step, abort } of this.#running.values()) if (matches(step)) abort.abort(new StepCancelled(reason));
  }

  /** Resolves when none is running any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }
}

/** A step that made way for something more urgent: no failure, and nothing to wait for before it is tried again. */
export class StepCancelled extends Error {
  override name = 'StepCancelled';
}
