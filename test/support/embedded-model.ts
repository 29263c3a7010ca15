import { excludes, yieldsTo } from '../../api/backends/embedded/decide.ts';
import type { DatabaseRecord, Observation, ObservedInstance } from '../../api/backends/embedded/model.ts';
import { initialStatus } from '../../api/backends/embedded/status.ts';
import type { RunningStep, Step } from '../../api/backends/embedded/step.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';

const NOW = '2026-01-01T00:00:00.000Z';

export const record = (changes: Partial<DatabaseRecord> = {}): DatabaseRecord => ({
  id: 'id',
  project: 'default',
  name: 'orders',
  spec: SPEC_DEFAULTS,
  revision: 1,
  createdAt: NOW,
  updatedAt: NOW,
  deleting: false,
  settledRevision: 1,
  passwordGeneration: 1,
  passwordInForce: 1,
  primary: 1,
  nextOrdinal: 4,
  initialised: true,
  sync: { members: [], proven: false },
  instances: [{ ordinal: 1, port: 20_001 }],
  restartPending: [],
  readWritePort: 20_000,
  readOnlyPort: 20_010,
  status: initialStatus(NOW),
  ...changes,
});

const observed = (ordinal: number, changes: Partial<ObservedInstance>): ObservedInstance => ({
  ordinal,
  files: 'primary',
  process: 'answering',
  quietMs: 0,
  stuckMs: 0,
  failedStarts: 0,
  recovering: false,
  streaming: false,
  wasStreaming: false,
  strandedMs: 0,
  current: true,
  pendingRestart: [],
  position: 100,
  replayed: 100,
  version: '18.4',
  ...changes,
});

export const primary = (ordinal: number, changes: Partial<ObservedInstance> = {}) => observed(ordinal, changes);

export const replica = (ordinal: number, changes: Partial<ObservedInstance> = {}) =>
  observed(ordinal, { files: 'standby', recovering: true, streaming: true, wasStreaming: true, ...changes });

/** It has files, and for sure no process. */
export const dead = (instance: ObservedInstance): ObservedInstance => ({ ...instance, process: 'none', streaming: false });

export const found = (instances: readonly ObservedInstance[], changes: Partial<Observation> = {}): Observation => ({
  installed: true,
  instances,
  slots: instances.filter(({ files, recovering }) => files === 'standby' && recovering).map(({ ordinal }) => ordinal),
  idleMs: null,
  prepared: true,
  usedBytes: 0,
  full: false,
  closed: null,
  diskFault: null,
  heldBack: null,
  lockOuts: [],
  leftovers: false,
  endpointFault: null,
  ...changes,
});

interface Server {
  files: ObservedInstance['files'];
  isAlive: boolean;
  /** Somebody told it to stop: it lets nobody in, and never ends by itself, since a session stays. */
  isStopping: boolean;
  isRecovering: boolean;
  hasStreamed: boolean;
  isCurrent: boolean;
  failedStarts: number;
}

const absent = (): Server => ({
  ...{ files: 'none', isAlive: false, isStopping: false, isRecovering: false },
  ...{ hasStreamed: false, isCurrent: true, failedStarts: 0 },
});

/** A world in which every step does what it promises, at once; what happens in between is up to the test. */
export class ModelDatabase {
  record: DatabaseRecord;
  readonly servers = new Map<number, Server>();
  #slots: readonly number[] = [];
  /** Steps that have begun and not ended; some never end by themselves. */
  running: readonly RunningStep[] = [];
  isGone = false;

  constructor(spec: Partial<DatabaseRecord['spec']>) {
    this.record = record({ spec: { ...SPEC_DEFAULTS, ...spec }, initialised: false, settledRevision: 0, nextOrdinal: 2 });
    this.servers.set(1, absent());
  }

  get writers(): number[] {
    return [...this.servers].filter(([, server]) => server.isAlive && !server.isRecovering).map(([ordinal]) => ordinal);
  }

  look(): Observation {
    const isUp = this.#isWritable();
    const instances = this.record.instances.map(({ ordinal }) => {
      const { files, isAlive, isStopping, isRecovering, hasStreamed, isCurrent, failedStarts } = this.#server(ordinal);
      const streaming = isUp && isAlive && !isStopping && isRecovering;
      if (streaming) this.#server(ordinal).hasStreamed = true;
      return observed(ordinal, {
        files,
        process: isAlive ? (isStopping ? 'stopping' : 'answering') : 'none',
        quietMs: isStopping ? 5000 : 0,
        recovering: isRecovering,
        streaming,
        wasStreaming: streaming || hasStreamed,
        current: isCurrent,
        failedStarts,
      });
    });
    return found(instances, { slots: isUp ? this.#slots : undefined });
  }

  kill(ordinal: number): void {
    const server = this.servers.get(ordinal);
    if (server) Object.assign(server, { isAlive: false, isStopping: false });
  }

  tellToStop(ordinal: number): void {
    const server = this.servers.get(ordinal);
    if (server?.isAlive) server.isStopping = true;
  }

  want(spec: Partial<DatabaseRecord['spec']>): void {
    this.record = { ...this.record, spec: { ...this.record.spec, ...spec }, revision: this.record.revision + 1 };
    for (const server of this.servers.values()) server.isCurrent = false;
  }

  /** As the loop does: what is in its way is cancelled, which takes a copy away and leaves the rest undone. Returns whether it began. */
  begin(step: Step): boolean {
    const inTheWay = this.running.filter((other) => yieldsTo(other.step, step, this.record));
    for (const other of inTheWay) this.#cancel(other.step);
    this.running = this.running.filter((other) => !inTheWay.includes(other));
    if (this.running.some((other) => excludes(other.step, step, this.record))) return false;
    this.#disturb(step);
    this.running = [...this.running, { step, forMs: 0 }];
    return true;
  }

  /** The oldest running step ends well, if what it needs is there. */
  finish(index: number): void {
    const ended = this.running[index % Math.max(1, this.running.length)];
    if (!ended) return;
    this.running = this.running.filter((other) => other !== ended);
    if (this.#canEnd(ended.step)) this.take(ended.step);
  }

  /** What a step takes away when it begins: a restart stops its server, a copy replaces what was there. */
  #disturb(step: Step): void {
    if (!('instance' in step)) return;
    const server = this.#server(step.instance);
    if (step.do === 'restart' || step.do === 'clone' || step.do === 'fence') this.kill(step.instance);
    if (step.do === 'clone') server.files = 'none';
    if (step.do === 'drop-instance') this.#drop(step.instance);
  }

  #cancel(step: Step): void {
    if (step.do === 'synchronise') this.record = { ...this.record, sync: { members: this.record.sync.members, proven: false } };
  }

  /** A copy needs its primary, and nobody works on a server that was taken out. */
  #canEnd(step: Step): boolean {
    if ('instance' in step && step.do !== 'drop-instance' && !this.servers.has(step.instance)) return false;
    const needsPrimary = step.do === 'clone' || step.do === 'synchronise' || step.do === 'make-slots' || step.do === 'provision';
    return !needsPrimary || this.#isWritable();
  }

  take(step: Step): void {
    if (step.do === 'initialise') this.#server(1).files = 'primary';
    if (step.do === 'provision') this.record = { ...this.record, initialised: true };
    if (step.do === 'open-access') this.record = { ...this.record, passwordInForce: this.record.passwordGeneration };
    if (step.do === 'elect') this.#elect(step.candidates[0] ?? 0);
    if (step.do === 'synchronise') this.record = { ...this.record, sync: { members: step.members, proven: step.members.length > 0 } };
    if (step.do === 'make-slots')
      this.#slots = this.record.instances.map(({ ordinal }) => ordinal).filter((ordinal) => ordinal !== this.record.primary);
    if (step.do === 'add-instance') this.#add();
    if (step.do === 'destroy') this.#destroy();
    if ('instance' in step) this.#takeOn(step.do, step.instance);
  }

  #takeOn(what: string, ordinal: number): void {
    const server = this.servers.get(ordinal);
    if (!server) return;
    if (what === 'start') Object.assign(server, { isAlive: true, isRecovering: server.files === 'standby', isCurrent: true });
    if (what === 'fence' || what === 'stop') this.kill(ordinal);
    if (what === 'promote') Object.assign(server, { isRecovering: false, files: 'primary' });
    if (what === 'clone') Object.assign(server, { ...absent(), files: 'standby', isAlive: true, isRecovering: true });
    if (what === 'reconfigure' || what === 'restart') server.isCurrent = true;
    if (what === 'drop-instance' && this.servers.has(ordinal)) this.#drop(ordinal);
  }

  #elect(ordinal: number): void {
    this.record = { ...this.record, primary: ordinal, sync: { members: [], proven: false } };
    for (const server of this.servers.values()) Object.assign(server, { isCurrent: false, hasStreamed: false });
  }

  #add(): void {
    const { instances, nextOrdinal } = this.record;
    this.servers.set(nextOrdinal, absent());
    this.record = {
      ...this.record,
      instances: [...instances, { ordinal: nextOrdinal, port: 20_000 + nextOrdinal }],
      nextOrdinal: nextOrdinal + 1,
    };
  }

  #drop(ordinal: number): void {
    this.servers.delete(ordinal);
    this.record = { ...this.record, instances: this.record.instances.filter((instance) => instance.ordinal !== ordinal) };
  }

  #destroy(): void {
    this.servers.clear();
    this.isGone = true;
  }

  #isWritable(): boolean {
    return this.writers.includes(this.record.primary) && !this.#server(this.record.primary).isStopping;
  }

  #server(ordinal: number): Server {
    const server = this.servers.get(ordinal);
    if (!server) throw new Error(`There is no server ${ordinal}.`);
    return server;
  }
}
