import { type Database, type DatabaseRef, describeRef } from './database.ts';
import { DomainError } from './errors.ts';
import type { Plan } from './plan.ts';

/** Work on a database that somebody asked for, with a beginning, an end and an outcome. */
export interface Operation extends DatabaseRef {
  /** Decimal text; grows with time, so it also orders. */
  readonly id: string;
  readonly databaseId: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly requestedBy: string;
  /** RFC 3339, UTC; so are the others. */
  readonly requestedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** A sentence: what it waits for, or how it ended. */
  readonly message: string | null;
}

export type OperationKind = 'restart';

export const OPERATION_STATES = ['requested', 'running', 'completed', 'failed'] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

/** What is asked for; the rest is filled in where it is written. */
export type OperationRequest = Pick<Operation, 'project' | 'name' | 'databaseId' | 'kind' | 'requestedBy'>;

/** How an operation goes on. */
export interface Advance {
  readonly state: OperationState;
  readonly message: string;
}

/** After which an operation that has not come to its end is given up. */
const LONGEST_MS = 3600_000;

/** What is known of the database that an operation works on. */
export interface Progress {
  /** undefined when it is gone. */
  readonly database: Database | undefined;
  /** Whether there is work left. */
  readonly pending: boolean;
  /** Milliseconds. */
  readonly now: number;
}

/** The next state of an operation that has not ended; undefined while it stays as it is. */
export function advanceOf({ state, requestedAt, message }: Operation, { database, pending, now }: Progress): Advance | undefined {
  if (!database || database.status.state === 'deleting') return { state: 'failed', message: 'The database was deleted meanwhile.' };
  if (state === 'requested') return { state: 'running', message: 'Its servers restart one after the other, replicas first.' };
  if (!pending) return { state: 'completed', message: 'Every server has been restarted.' };
  if (database.status.state === 'failed') return { state: 'failed', message: database.status.reason ?? 'The database has failed.' };
  if (now > Date.parse(requestedAt) + LONGEST_MS)
    return { state: 'failed', message: `It did not end within an hour. ${database.status.reason ?? ''}`.trim() };
  const progress = database.status.reason;
  return progress !== null && progress !== message ? { state: 'running', message: progress } : undefined;
}

const REFUSED: Readonly<Partial<Record<Database['status']['state'], string>>> = {
  creating: 'is still being made; its servers have only just started',
  deleting: 'is being deleted',
  hibernated: 'is hibernated: none of its servers runs',
  restoring: 'is being restored from a backup; wait until that has ended',
  upgrading: 'is being upgraded; wait until that has ended',
  failed: 'has failed, and a restart would not help it',
};

/** @throws DomainError `conflict` with the reason, when a restart makes no sense now */
export function mustBeRestartable(database: Database): void {
  const why = REFUSED[database.status.state];
  if (why === undefined) return;
  const reason = database.status.state === 'failed' && database.status.reason ? `: ${database.status.reason}` : '.';
  throw new DomainError('conflict', `The ${describeRef(database)} cannot be restarted: it ${why}${reason}`);
}

/** What a restart does, said before it is done. */
export function planRestart({ spec: { instances }, connection: { port } }: Database): Plan {
  const replicas = instances - 1;
  const steps = [
    ...(replicas > 0 ? [`${replicas} replica(s) restart, one after the other; each is waited for until it follows again.`] : []),
    'The primary restarts. All connections to it end, and open transactions are rolled back.',
    `New connections to port ${port} succeed as soon as there is a primary again.`,
  ];
  return { changes: [], steps, restart: true, growOnly: false, interruptionSeconds: 1 };
}
