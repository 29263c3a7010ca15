import { join } from 'node:path';
import type { DatabaseStatus } from '../../domain/database.ts';
import { Instance, type Vitals } from './instance.ts';
import {
  type Configuration,
  configurationOf,
  type Floor,
  type Following,
  hasLibrary,
  highest,
  REPLICATION_PASSWORD_FILE,
  STATISTICS,
} from './instance-settings.ts';
import { type DatabaseRecord, instanceName } from './model.ts';
import type { Binaries } from './postgres/binaries.ts';
import type { Server } from './postgres/postmaster.ts';
import { type Decisions, decisionsOn } from './records.ts';
import { databaseFolder, passwordOf, type Site } from './site.ts';
import { EMPTY, type Standing } from './storage-limit.ts';
import { WalActivity } from './wal-activity.ts';

/** What is remembered of an instance between two looks. */
export interface Memory {
  /** Since when it has not answered, or neither received nor replayed; `performance.now()`. */
  quietSince: number | undefined;
  strandedSince: number | undefined;
  failedStarts: number;
  /** Identifies the process that was started last, whose end is a failed start unless it was meant or it had served. */
  launch: object | undefined;
  /** What a starting server said it does, and since when; `performance.now()`. */
  startup: { readonly title: string; readonly since: number } | undefined;
  /** What it said of itself when it answered last. */
  vitals: Vitals | undefined;
  /** When it was last seen receiving; `performance.now()`. */
  streamedAt: number;
}

export interface ConfigurationOptions {
  readonly syncMembers?: readonly number[];
  readonly floor?: Floor;
}

/** A server has ended; `failure` is the reason when it was being started. */
type OnExit = (ordinal: number, failure?: Error) => void;

/** One database while its loop works on it: the record, its servers, and what was seen of them. */
export class DatabaseContext {
  readonly site: Site;
  readonly decisions: Decisions;
  readonly folder: string;
  #record: DatabaseRecord;
  /** As measured last. */
  storage: Standing = EMPTY;
  /** When the primary was last seen taking writes; `performance.now()`. */
  primarySeenAt = -Infinity;
  readonly walActivity = new WalActivity();
  /** What the primary runs with, of the settings a replica may not fall below. */
  floor: Floor = {};
  /** As in {@link Observation}. */
  heldBack: string | null = null;
  endpointFault: string | null = null;
  /** As in {@link Observation}. */
  diskFault: string | null = null;
  /** The tenant's database has what it gets from the platform; see actions/prepare.ts. */
  prepared = false;
  #writing: Promise<unknown> = Promise.resolve();
  readonly #instances = new Map<number, Instance>();
  readonly #memories = new Map<number, Memory>();
  readonly #onExit: OnExit;
  #preload: readonly string[] | undefined;

  constructor(site: Site, record: DatabaseRecord, onExit: OnExit) {
    this.site = site;
    this.#record = record;
    this.decisions = decisionsOn(site.sql, record.id);
    this.folder = databaseFolder(site, record.id);
    this.#onExit = onExit;
  }

  get record(): DatabaseRecord {
    return this.#record;
  }

  /** What was read may be older than what a tenant has written since; and how the database is, is known here best. */
  set record(read: DatabaseRecord) {
    const { spec, revision, updatedAt, deleting, restartPending, passwordGeneration, status } = this.#record;
    const newest = read.revision < revision ? { spec, revision, updatedAt, deleting, restartPending, passwordGeneration } : {};
    this.#record = { ...read, ...newest, status };
  }

  /** What a tenant has written; what the loop has decided is known here best. */
  want({ spec, revision, updatedAt, deleting, restartPending, passwordGeneration, status }: DatabaseRecord): void {
    if (revision < this.#record.revision) return;
    this.#record = { ...this.#record, spec, revision, updatedAt, deleting, restartPending, passwordGeneration, status };
  }

  /**
   * Writes a decision down, one after the other, so that an older answer never replaces a newer one. A step that has been
   * cancelled decides nothing any more. @throws the signal's reason
   */
  decide(signal: AbortSignal, write: (decisions: Decisions) => Promise<DatabaseRecord>): Promise<void> {
    const written = this.#writing.then(async () => {
      signal.throwIfAborted();
      this.record = await write(this.decisions);
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** A server is being started. Returns what to call when its process has ended. */
  launched(ordinal: number): (reason: Error) => void {
    const launch = {};
    this.memory(ordinal).launch = launch;
    return (reason) => {
      const memory = this.memory(ordinal);
      if (memory.launch !== launch) return;
      memory.launch = undefined;
      memory.failedStarts++;
      this.#onExit(ordinal, reason);
    };
  }

  /** The end of a server that comes now is meant, or was served before. */
  expectEnd(ordinal: number): void {
    this.memory(ordinal).launch = undefined;
  }

  setStatus(status: DatabaseStatus): void {
    this.#record = { ...this.#record, status };
  }

  /** The programs of its version; undefined until they are installed. */
  get installed(): Binaries | undefined {
    return this.site.versions.find(this.record.spec.version);
  }

  get binaries(): Binaries {
    const found = this.installed;
    if (found) return found;
    throw new Error(`PostgreSQL ${this.record.spec.version} is not installed here.`);
  }

  name(ordinal: number): string {
    return instanceName(this.record, ordinal);
  }

  instance(ordinal: number): Instance {
    const port = this.portOf(ordinal);
    const known = this.#instances.get(ordinal);
    if (known?.server.port === port) return known;
    known?.release();
    const made = this.#makeInstance(ordinal, port);
    this.#instances.set(ordinal, made);
    return made;
  }

  memory(ordinal: number): Memory {
    const known = this.#memories.get(ordinal);
    if (known) return known;
    const made: Memory = {
      ...{ quietSince: undefined, strandedSince: undefined, failedStarts: 0, streamedAt: -Infinity },
      ...{ launch: undefined, startup: undefined, vitals: undefined },
    };
    this.#memories.set(ordinal, made);
    return made;
  }

  /** Forgets a server, and closes what is open on it. */
  forget(ordinal: number): void {
    this.#instances.get(ordinal)?.release();
    this.#instances.delete(ordinal);
    this.#memories.delete(ordinal);
  }

  /** Closes what is open on all servers. */
  release(): void {
    for (const instance of this.#instances.values()) instance.release();
  }

  /**
   * How a server should be set up right now. `syncMembers` is what the primary should wait for, if not what is recorded;
   * `floor` what the server may not fall below on its own account.
   */
  configuration(ordinal: number, { syncMembers = this.record.sync.members, floor = {} }: ConfigurationOptions = {}): Configuration {
    const { record, site } = this;
    const follows = ordinal === record.primary ? undefined : this.#following(ordinal);
    return configurationOf({
      spec: record.spec,
      port: this.portOf(ordinal),
      clusterName: this.#clusterName(ordinal),
      sockets: site.folder.sockets,
      preload: this.#libraries(),
      readOnly: this.storage.full,
      storageBytes: record.spec.storageGiB * site.gibibyteBytes,
      syncMembers,
      follows,
      floor: follows || this.heldBack !== null ? highest(this.floor, floor) : floor,
      durable: site.durable,
    });
  }

  server(ordinal: number, port: number): Server {
    const programs = () => this.binaries;
    return {
      folder: join(this.folder, String(ordinal)),
      clusterName: this.#clusterName(ordinal),
      sockets: this.site.folder.sockets,
      port,
      major: this.record.spec.version,
      /** One that runs is looked at without them. */
      get binaries() {
        return programs();
      },
      account: this.site.folder.account,
    };
  }

  portOf(ordinal: number): number {
    const found = this.record.instances.find((instance) => instance.ordinal === ordinal);
    if (!found) throw new Error(`${this.name(ordinal)} is not an instance of ${this.record.name}.`);
    return found.port;
  }

  #following(ordinal: number): Following {
    const passwordFile = join(this.folder, String(ordinal), REPLICATION_PASSWORD_FILE);
    return { ordinal, primaryPort: this.portOf(this.record.primary), passwordFile };
  }

  #libraries(): readonly string[] {
    this.#preload ??= [STATISTICS].filter((name) => hasLibrary(this.binaries, name));
    return this.#preload;
  }

  #makeInstance(ordinal: number, port: number): Instance {
    const password = passwordOf(this.site, this.record.id, 'superuser');
    return new Instance(this.server(ordinal, port), password, () => this.#onExit(ordinal));
  }

  /** In the titles of its processes; the tail of the id makes it unique on the machine. */
  #clusterName(ordinal: number): string {
    return `${this.name(ordinal)}@${this.record.id.slice(-12)}`;
  }
}
