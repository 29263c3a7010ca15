import { setTimeout as pause } from 'node:timers/promises';
import type { Database, DatabaseSpec } from '../../domain/database.ts';
import type { Fault } from '../../domain/errors.ts';
import { STOP_TIMEOUT_MS } from './actions/run-server.ts';
import { DatabaseContext } from './context.ts';
import { DatabaseEndpoints } from './database-endpoints.ts';
import { decide, excludes, yieldsTo } from './decide.ts';
import { Jobs, StepCancelled } from './jobs.ts';
import type { DatabaseRecord, Observation } from './model.ts';
import { observe } from './observe.ts';
import { deadlineOf, perform } from './perform.ts';
import { stopPostmaster } from './postgres/stop.ts';
import type { Site } from './site.ts';
import { databaseOf, statusOf, writablePrimary } from './status.ts';
import { type RunningStep, type Step, subjectOf } from './step.ts';
import { failureOf } from './step-sentences.ts';
import { StorageGuard } from './storage-guard.ts';
import { twoPhaseFaults } from './two-phase.ts';

/** Between two looks when nothing happens; a server that ends is noticed at once, one that hangs by this. */
const QUIET_MS = 1500;
const WAITING_MS = 100;
/** While steps run: their ends wake the loop. */
const BUSY_MS = 500;
const FIRST_HOLD_MS = 500;
const LONGEST_HOLD_MS = 30_000;
/** Figures that change all the time are reported this often, everything else at once. */
const FIGURES_EVERY_MS = 5000;

export interface Listener {
  changed(database: Database): void;
  deleted(database: Database): void;
}

interface Hold {
  readonly until: number;
  readonly failures: number;
}

/**
 * The loop of one database: observe, decide, report, begin a step, over and over. It is level-triggered: only what is seen
 * and what is wanted count, never what happened in between, so a missed signal costs at most the quiet time. It never waits
 * for a step: those run beside it, and make way for what is more urgent.
 */
export class DatabaseLoop {
  readonly #context: DatabaseContext;
  readonly #endpoints: DatabaseEndpoints;
  readonly #guard: StorageGuard;
  readonly #listener: Listener;
  readonly #holds = new Map<string, Hold>();
  readonly #ended: Promise<void>;
  readonly #looked = Promise.withResolvers<void>();
  /** Why steps that are tried again have failed, by step; the last is shown. */
  readonly #failures = new Map<string, string>();
  readonly #jobs = new Jobs((step, result) => this.#onEnd(step, result));
  #reportedAt = -Infinity;
  #saving: Promise<unknown> = Promise.resolve();
  #isStopping = false;
  #isGone = false;
  #alarm = new AbortController();

  constructor(site: Site, record: DatabaseRecord, listener: Listener) {
    this.#context = new DatabaseContext(site, record, (ordinal, failure) => this.#onExit(ordinal, failure));
    this.#endpoints = new DatabaseEndpoints(site, record);
    this.#guard = new StorageGuard(this.#context, () => this.wake());
    this.#listener = listener;
    this.#ended = this.#run();
  }

  get database(): Database {
    return databaseOf(this.#context.record);
  }

  /** Resolves when it has been seen how the database really is; until then the status is the one of the last run. */
  get looked(): Promise<void> {
    return this.#looked.promise;
  }

  /** A tenant has written: works towards what is wanted now. */
  want(record: DatabaseRecord): void {
    this.#context.want(record);
    this.#holds.clear();
    if (record.deleting) this.#jobs.cancel(() => true, 'The database is being deleted.');
    this.wake();
  }

  /** What is under way in its servers and stands against a spec. */
  readonly changeFaults = (spec: DatabaseSpec): Promise<readonly Fault[]> => twoPhaseFaults(this.#context, spec);

  /** Looks again now. */
  wake(): void {
    this.#alarm.abort();
  }

  /** Ends the loop and stops the servers cleanly, the primary first, so that its replicas have everything. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#jobs.cancel(() => true, 'The platform is being stopped.');
    this.wake();
    await this.#ended;
    await this.#jobs.settled();
    await this.#guard.stop();
    await this.#endpoints.close();
    this.#context.release();
    const { instances, primary, spec } = this.#context.record;
    const servers = instances.toSorted((a, b) => Number(b.ordinal === primary) - Number(a.ordinal === primary));
    for (const { ordinal } of servers) {
      this.#context.expectEnd(ordinal);
      await stopPostmaster(this.#context.instance(ordinal).server, { timeoutMs: STOP_TIMEOUT_MS[spec.flavour] });
    }
    this.#context.release();
    await this.#saving;
  }

  #onExit(ordinal: number, failure: Error | undefined): void {
    if (failure) this.#hold({ do: 'start', instance: ordinal }, failure);
    if (ordinal === this.#context.record.primary) {
      this.#endpoints.suspend();
      this.#guard.pause();
    }
    this.wake();
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    while (!this.#isStopping && !this.#isGone) {
      this.#alarm = new AbortController();
      const delay = await this.#round().catch((error: unknown) => this.#recover(error));
      if (delay > 0) await pause(delay, undefined, { signal: this.#alarm.signal }).catch(() => undefined);
    }
    this.#looked.resolve();
  }

  /** Returns after how many milliseconds to look again; 0 for at once. */
  async #round(): Promise<number> {
    const context = this.#context;
    const { record } = context;
    const { ends } = this.#jobs;
    const hadRoom = context.diskFault === null;
    const found = await observe(context);
    if (!hadRoom && found.diskFault === null) this.#holds.clear(); // whatever failed for want of room may be tried at once
    // a step that ended meanwhile, or a tenant, has changed what this look was about
    if (record !== context.record || ends !== this.#jobs.ends) return 0;
    for (const { ordinal, process } of found.instances) if (process === 'answering') this.#forgive({ do: 'start', instance: ordinal });
    this.#guard.follow(!record.deleting && writablePrimary({ record, found }) !== undefined);
    context.endpointFault = await this.#endpoints.serve(context.record, found);
    if (this.#isStopping) return 0;
    const { running } = this.#jobs;
    const step = decide(record, found, { running, held: (candidate) => this.#isHeld(candidate) });
    this.#report(found, inProgress(step, running));
    this.#looked.resolve();
    const isAtRest = step.do === 'nothing' || step.do === 'give-up' || (step.do === 'wait' && step.why === found.heldBack);
    if (isAtRest) return this.#rest(record, step);
    if (step.do === 'wait') return running.length > 0 ? BUSY_MS : WAITING_MS;
    return this.#begin(step, running);
  }

  async #rest(record: DatabaseRecord, step: Step): Promise<number> {
    this.#failures.clear();
    const isNews = step.do === 'nothing' && record.settledRevision < record.revision;
    if (isNews) await this.#context.decide(NEVER, ({ settled }) => settled(record.revision));
    return isNews ? 0 : QUIET_MS;
  }

  /** Starts a step beside the loop. What is less urgent and in its way is cancelled first; its end wakes the loop. */
  #begin(step: Step, running: readonly RunningStep[]): number {
    const context = this.#context;
    const { record } = context;
    this.#jobs.cancel((other) => yieldsTo(other, step, record), `Something more urgent came up: ${step.do}.`);
    if (running.some((other) => excludes(other.step, step, record))) return BUSY_MS;
    if ('instance' in step && step.instance === record.primary) this.#guard.pause();
    if (step.do === 'fence' || step.do === 'restart') this.#endpoints.leave(record, step.instance);
    this.#jobs.start(step, (signal) => perform(context, step, signal), deadlineOf(step));
    return 1; // there may be more to do beside it
  }

  #onEnd(step: Step, { error, seconds }: { readonly error: unknown; readonly seconds: number }): void {
    const isFailure = error !== undefined && !(error instanceof StepCancelled);
    if (isFailure) this.#hold(step, error);
    else if (error === undefined) {
      // a server that was started has not yet shown that it serves
      if (step.do !== 'start') this.#forgive(step);
      if (step.do === 'destroy') void this.#leave();
    }
    this.#context.site.reconciled(step.do, seconds, isFailure, this.#context.record.name);
    this.wake();
  }

  #hold(step: Step, error: unknown): void {
    const failures = (this.#holds.get(keyOf(step))?.failures ?? 0) + 1;
    const delay = Math.min(FIRST_HOLD_MS * 2 ** (failures - 1), LONGEST_HOLD_MS);
    this.#holds.set(keyOf(step), { until: performance.now() + delay, failures });
    const failure = failureOf(step, error);
    this.#failures.set(keyOf(step), failure);
    const { name, id } = this.#context.record;
    this.#context.site.log.warn({ database: name, id, step: step.do, failures, error: failure }, 'a step failed and will be tried again');
  }

  #forgive(step: Step): void {
    this.#holds.delete(keyOf(step));
    this.#failures.delete(keyOf(step));
  }

  #isHeld(step: Step): boolean {
    return (this.#holds.get(keyOf(step))?.until ?? 0) > performance.now();
  }

  /** A look that fails is our fault or the store's; the loop goes on all the same. */
  #recover(error: unknown): number {
    this.#context.site.log.warn({ database: this.#context.record.name, error: String(error) }, 'a round of the reconcile loop failed');
    return FIRST_HOLD_MS;
  }

  #report(found: Observation, step: Step): void {
    const context = this.#context;
    const failure = [...this.#failures.values()].at(-1) ?? null;
    const status = statusOf({ record: context.record, found, step, failure, now: new Date().toISOString() });
    const before = context.record.status;
    const isNews = essence(status) !== essence(before);
    const isDue = performance.now() - this.#reportedAt > FIGURES_EVERY_MS && JSON.stringify(status) !== JSON.stringify(before);
    if (!isNews && !isDue) return;
    this.#reportedAt = performance.now();
    context.setStatus(status);
    this.#listener.changed(this.database);
    this.#saving = this.#saving.then(() => context.decisions.seen(status)).catch(() => undefined);
  }

  async #leave(): Promise<void> {
    this.#isGone = true;
    await this.#guard.stop();
    await this.#endpoints.close();
    this.#listener.deleted(this.database);
  }
}

/** What is shown of steps that run beside the loop: the one that works for all of the database before those of a replica. */
function inProgress(step: Step, running: readonly RunningStep[]): Step {
  if (step.do !== 'wait') return step;
  return (running.find((other) => subjectOf(other.step) === 'database') ?? running[0])?.step ?? step;
}

/** For decisions of the loop itself. */
const NEVER = new AbortController().signal;

const keyOf = (step: Step) => ('instance' in step ? `${step.do} ${step.instance}` : step.do);

/** A status without the figures that change all the time. */
const essence = (status: Database['status']) =>
  JSON.stringify(status, (key, value: unknown) => (key === 'usedBytes' || key === 'lagBytes' ? undefined : value));
