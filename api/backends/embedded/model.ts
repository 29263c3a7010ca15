import type { DatabaseRef, DatabaseSpec, DatabaseStatus } from '../../domain/database.ts';

/** What is wanted of a database and what has been decided about it; a row of `embedded_databases`. */
export interface DatabaseRecord extends DatabaseRef {
  readonly id: string;
  readonly spec: DatabaseSpec;
  readonly revision: number;
  /** RFC 3339, UTC; so is `updatedAt`. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deleting: boolean;
  readonly settledRevision: number;
  /** Counts the passwords that the tenant's role was to have, from 1. */
  readonly passwordGeneration: number;
  /** The generation that the servers know. */
  readonly passwordInForce: number;
  /** Ordinal of the one instance that may take writes. */
  readonly primary: number;
  readonly nextOrdinal: number;
  readonly initialised: boolean;
  readonly sync: SyncGuarantee;
  readonly instances: readonly InstanceRecord[];
  /** Instances that are still to be restarted, as somebody asked. */
  readonly restartPending: readonly number[];
  readonly readWritePort: number;
  readonly readOnlyPort: number;
  readonly status: DatabaseStatus;
}

export interface InstanceRecord {
  readonly ordinal: number;
  readonly port: number;
}

/** If `proven`, every acknowledged commit is on the disk of at least one of `members`. */
export interface SyncGuarantee {
  readonly members: readonly number[];
  readonly proven: boolean;
}

/** One server, as the last look found it. */
export interface ObservedInstance {
  readonly ordinal: number;
  /** `standby`: they can only be started as a replica. */
  readonly files: 'none' | 'primary' | 'standby';
  /**
   * `none` is a proof: no process works on the files. `hung`: its processes are stopped, so it serves nobody. `stopping`: it
   * was told to end and lets nobody in any more. `slow`: they run, and the last look had no answer in time or no seat; what
   * it said before still stands.
   */
  readonly process: 'none' | 'starting' | 'stopping' | 'hung' | 'slow' | 'answering';
  /** How long it has not been answering. */
  readonly quietMs: number;
  /** How long it has been starting without getting any further. */
  readonly stuckMs: number;
  /** Starts in a row that failed. */
  readonly failedStarts: number;
  /** Follows another server and takes no writes. Meaningful while it answers or is slow. */
  readonly recovering: boolean;
  /** Receives from the designated primary right now. */
  readonly streaming: boolean;
  /** It received when the primary was seen last, so it is next to nothing behind. */
  readonly wasStreaming: boolean;
  /** How long it has answered without receiving, nor replaying what it has. */
  readonly strandedMs: number;
  /** The settings it should have are loaded. */
  readonly current: boolean;
  readonly pendingRestart: readonly string[];
  /** Last WAL position on its disk, in bytes; so is `replayed`, which readers see. */
  readonly position: number;
  readonly replayed: number;
  readonly version: string | null;
}

export interface Observation {
  /** The programs of its PostgreSQL version are on this machine. */
  readonly installed: boolean;
  /** One for each recorded instance. */
  readonly instances: readonly ObservedInstance[];
  /** Replicas for which the primary keeps WAL; undefined while it does not answer. */
  readonly slots: readonly number[] | undefined;
  /** How long ago the primary last wrote WAL; null while it answers. */
  readonly idleMs: number | null;
  /** The tenant's database has what it gets from the platform. */
  readonly prepared: boolean;
  readonly usedBytes: number | null;
  readonly full: boolean;
  /** It grew although it is full: nobody is let in until then (`performance.now()`); Infinity when only a larger limit helps. */
  readonly closed: { readonly until: number } | null;
  /** The disk of one of its servers is full, as a sentence; null while there is room. */
  readonly diskFault: string | null;
  /** Why the primary cannot be restarted with lower settings yet, as a sentence; null when it can. */
  readonly heldBack: string | null;
  /** Why the tenant cannot connect with the credentials that they are given, as sentences; empty when they can, or while nobody knows. */
  readonly lockOuts: readonly string[];
  /** Half-made or replaced copies lie about. */
  readonly leftovers: boolean;
  /** Why clients cannot reach the ports of the database; null when they can. */
  readonly endpointFault: string | null;
}

export const instanceName = ({ name }: DatabaseRef, ordinal: number) => `${name}-${ordinal}`;
