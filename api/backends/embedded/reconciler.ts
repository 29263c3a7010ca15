import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../domain/database.ts';
import { DatabaseContext } from './context.ts';
import { DatabaseEndpoints } from './database-endpoints.ts';
import { decide, type Step } from './decide.ts';
import type { DatabaseRecord, Observation } from './model.ts';
import { observe } from './observe.ts';
import { perform } from './perform.ts';
import { stopPostmaster } from './postgres/postmaster.ts';
import type { Site } from './site.ts';
import { databaseOf, statusOf } from './status.ts';

/** Between two looks when nothing happens; a server that ends is noticed at once, one that hangs by this. */
const QUIET_MS = 1500;
const WAITING_MS = 100;
const FIRST_HOLD_MS = 500;
const LONGEST_HOLD_MS = 30_000;
/** Figures that change all the time are told this often, everything else at once. */
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
 * The loop of one database: look, decide, tell, act, over and over. It is level-triggered: only what is seen and what is
 * wanted count, never what happened in between, so a missed signal costs at most the quiet time.
 */
export class DatabaseLoop {
  readonly #context: DatabaseContext;
  readonly #endpoints: DatabaseEndpoints;
  readonly #listener: Listener;
  readonly #holds = new Map<string, Hold>();
  readonly #ended: Promise<void>;
  readonly #looked = Promise.withResolvers<void>();
  #failure: string | null = null;
  #toldAt = -Infinity;
  #saving: Promise<unknown> = Promise.resolve();
  #isStopping = false;
  #isGone = false;
  #alarm = new AbortController();

  constructor(site: Site, record: DatabaseRecord, listener: Listener) {
    this.#context = new DatabaseContext(site, record, (ordinal) => this.#onExit(ordinal));
    this.#endpoints = new DatabaseEndpoints(record);
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
    this.#context.record = record;
    this.#context.setStatus(record.status);
    this.#holds.clear();
    if (record.deleting) this.#context.interruption.abort(new Error('The database is being deleted.'));
    this.wake();
  }

  /** Looks again now. */
  wake(): void {
    this.#alarm.abort();
  }

  /** Ends the loop and stops the servers cleanly, the primary first, so that its replicas have everything. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#context.interruption.abort(new Error('The platform is being stopped.'));
    this.wake();
    await this.#ended;
    await this.#endpoints.close();
    this.#context.release();
    const { instances, primary } = this.#context.record;
    const servers = instances.toSorted((a, b) => Number(b.ordinal === primary) - Number(a.ordinal === primary));
    for (const { ordinal } of servers) await stopPostmaster(this.#context.instance(ordinal).server);
    this.#context.release();
    await this.#saving;
  }

  #onExit(ordinal: number): void {
    if (ordinal === this.#context.record.primary) this.#endpoints.suspend();
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

  /** Returns after how many milliseconds to look again. */
  async #round(): Promise<number> {
    const context = this.#context;
    const { record } = context;
    const found = await observe(context);
    context.endpointFault = await this.#endpoints.serve(context.record, found);
    const step = decide(record, found, (candidate) => this.#isHeld(candidate));
    this.#tell(found, step);
    this.#looked.resolve();
    if (step.do === 'wait') return WAITING_MS;
    if (step.do === 'nothing' || step.do === 'give-up') return this.#rest(record, step);
    await this.#act(step);
    return this.#failure === null ? 0 : WAITING_MS;
  }

  async #rest(record: DatabaseRecord, step: Step): Promise<number> {
    this.#failure = null;
    const isNews = step.do === 'nothing' && record.settledRevision < record.revision;
    if (isNews) this.#context.record = await this.#context.decisions.settled(record.revision);
    return isNews ? 0 : QUIET_MS;
  }

  async #act(step: Step): Promise<void> {
    const context = this.#context;
    const { site, record } = context;
    const started = performance.now();
    try {
      if (step.do === 'fence' || step.do === 'restart') this.#endpoints.leave(record, step.instance);
      this.#allow(step);
      await perform(context, step);
      this.#holds.delete(keyOf(step));
      this.#failure = null;
      if (step.do === 'destroy') await this.#leave();
    } catch (error) {
      this.#hold(step, error);
    }
    site.reconciled(step.do, (performance.now() - started) / 1000, this.#failure !== null, record.name);
  }

  /** Long steps end early when something more urgent comes, or has come since this one was decided. */
  #allow(step: Step): void {
    const context = this.#context;
    context.interruption = new AbortController();
    if (this.#isStopping || (context.record.deleting && step.do !== 'destroy'))
      context.interruption.abort(new Error('Something more urgent came up.'));
  }

  #hold(step: Step, error: unknown): void {
    const failures = (this.#holds.get(keyOf(step))?.failures ?? 0) + 1;
    const delay = Math.min(FIRST_HOLD_MS * 2 ** (failures - 1), LONGEST_HOLD_MS);
    this.#holds.set(keyOf(step), { until: performance.now() + delay, failures });
    this.#failure = sentenceOf(step, error);
    const { name, id } = this.#context.record;
    this.#context.site.log.warn(
      { database: name, id, step: step.do, failures, error: this.#failure },
      'a step failed and will be tried again',
    );
  }

  #isHeld(step: Step): boolean {
    return (this.#holds.get(keyOf(step))?.until ?? 0) > performance.now();
  }

  /** A look that fails is our fault or the store's; the loop goes on all the same. */
  #recover(error: unknown): number {
    this.#context.site.log.warn({ database: this.#context.record.name, error: String(error) }, 'a round of the reconcile loop failed');
    return FIRST_HOLD_MS;
  }

  #tell(found: Observation, step: Step): void {
    const context = this.#context;
    const status = statusOf({ record: context.record, found, step, failure: this.#failure, now: new Date().toISOString() });
    const before = context.record.status;
    const isNews = essence(status) !== essence(before);
    const isDue = performance.now() - this.#toldAt > FIGURES_EVERY_MS && JSON.stringify(status) !== JSON.stringify(before);
    if (!isNews && !isDue) return;
    this.#toldAt = performance.now();
    context.setStatus(status);
    this.#listener.changed(this.database);
    this.#saving = this.#saving.then(() => context.decisions.seen(status)).catch(() => undefined);
  }

  async #leave(): Promise<void> {
    this.#isGone = true;
    await this.#endpoints.close();
    this.#listener.deleted(this.database);
  }
}

const keyOf = (step: Step) => ('instance' in step ? `${step.do} ${step.instance}` : step.do);

/** Errors of ours are sentences; those of the system are made part of one. */
function sentenceOf(step: Step, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /\.$/.test(message) ? message : `The step "${step.do}" failed and will be tried again: ${message}.`;
}

/** A status without the figures that change all the time. */
const essence = (status: Database['status']) =>
  JSON.stringify(status, (key, value: unknown) => (key === 'usedBytes' || key === 'lagBytes' ? undefined : value));
