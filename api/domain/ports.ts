import type { AuditEntry, AuditIntent, Change } from './audit.ts';
import type { Credentials, Database, DatabaseRef, DatabaseSpec } from './database.ts';
import type { DatabaseQuery, Page } from './database-query.ts';
import type { Fault } from './errors.ts';
import type { Advance, Operation, OperationRequest } from './operation.ts';
import type { SpecLimits } from './plan.ts';
import type { LogEntry, LogQuery } from './server-log.ts';
import type { Observation, ServiceEvent } from './service-events.ts';

/** The control plane's own PostgreSQL. */
export interface Sql {
  /** Values go in as `$1`, `$2` …; never build them into the text. @throws DomainError `unavailable` when it cannot be reached */
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** Commits as one or not at all. */
export interface Transaction extends Sql {
  /** Runs once the commit is durable; never after a rollback. Must not throw. */
  afterCommit(action: () => void): void;
  /** Runs when it was not committed, or nobody knows: to take back what was done outside the store. Must not throw. */
  afterRollback(action: () => void): void;
}

/**
 * Where databases really live. Writes record what is wanted and answer at once; the work goes on behind `watch`.
 * Reads come from memory and never wait.
 */
export interface DatabaseBackend {
  readonly name: 'embedded' | 'cnpg';
  readonly limits: SpecLimits;
  readonly logs: ServerLogs;
  /**
   * Makes the project a place for databases, if it is none yet; before each {@link create}. Outside of any transaction: it stays.
   * @throws DomainError `conflict` when its name stands for something else there, `unavailable`
   */
  ensureProject(project: string): Promise<void>;
  /** @throws DomainError `name_taken`, `unavailable` */
  create(tx: Transaction, ref: DatabaseRef, spec: DatabaseSpec): Promise<Database>;
  /**
   * What is under way in the servers and stands against `spec` instead of what `current` says; empty also when they cannot
   * be asked, since nothing is done then that would hurt it.
   */
  changeFaults(current: Database, spec: DatabaseSpec): Promise<readonly Fault[]>;
  /** Wants `spec` instead of what `current` says. @throws DomainError `revision_conflict` when `current` is no longer the latest, `unavailable` */
  update(tx: Transaction, current: Database, spec: DatabaseSpec): Promise<Database>;
  /** Wants it gone, with its data. Asking again changes nothing. @throws DomainError `revision_conflict`, `unavailable` */
  remove(tx: Transaction, current: Database): Promise<Database>;
  /** Wants every instance restarted, replicas first. @throws DomainError `revision_conflict`, `unavailable` */
  restart(tx: Transaction, current: Database): Promise<Database>;
  /** Whether instances are still to be restarted, as {@link restart} asked. @throws DomainError `unavailable` */
  restartPending(database: Database): Promise<boolean>;
  /**
   * Gives the tenant's role a new password, and takes back what keeps it out where that is known. Sessions that are open go on.
   * Asking again before it is done changes nothing. @throws DomainError `revision_conflict`, `unavailable`
   */
  resetCredentials(tx: Transaction, current: Database): Promise<Database>;
  find(ref: DatabaseRef): Database | undefined;
  page(query: DatabaseQuery): Page;
  /** Projects that have databases, with how many. */
  projects(): ReadonlyMap<string, number>;
  credentials(database: Database): Promise<Credentials>;
  /** First all there is, then `synced`, then every change from now on, in order per database; ends when `signal` does. */
  watch(signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** A sentence when what lies behind the backend cannot be reached; reads still work then, from what was seen last. */
  fault(): string | null;
  /** Seconds since what lies behind the backend was heard last, while it cannot be reached; undefined while it can. */
  ageSeconds(): number | undefined;
}

/** What the servers of databases log. */
export interface ServerLogs {
  /** The newest entries that fit, all instances merged, oldest first. @throws DomainError `unavailable` */
  read(database: Database, query: LogQuery): Promise<readonly LogEntry[]>;
  /**
   * First what {@link read} gives, perhaps nothing, then what is logged from then on, until `signal` ends it. Each part is in the
   * order of time. Nothing is fetched for a reader that asks for no more. @throws DomainError `unavailable`
   */
  follow(database: Database, query: LogQuery, signal: AbortSignal): AsyncIterable<readonly LogEntry[]>;
}

export type WatchEvent =
  | { readonly kind: 'changed'; readonly database: Database }
  | { readonly kind: 'deleted'; readonly database: Database }
  | { readonly kind: 'synced' };

/** One mutation: what it does, its audit entry and its idempotency record commit together or not at all. */
export interface Journal {
  /**
   * Runs `action` in a transaction and records how it ended. A refusal or failure undoes the action, is recorded on its
   * own and thrown on. With a key seen before, `action` does not run: the earlier result is returned.
   * @throws DomainError `idempotency_mismatch`, `idempotency_in_progress`, and what `action` throws
   */
  record<Result>(intent: AuditIntent, action: (work: Work) => Promise<Result>, idempotency?: Idempotency): Promise<Result>;
}

export interface Work extends Transaction {
  /** What the audit entry will say was changed. The last call counts. No secrets. */
  note(changes: readonly Change[]): void;
}

export interface Idempotency {
  /** What the caller sent as Idempotency-Key; keys of different actors are different keys. */
  readonly key: string;
  /** The same for the same request, different for any other. */
  readonly fingerprint: string;
}

/** The reading side of what was recorded. Newest first; `before` is the id where the page before ended. */
export interface History {
  auditEntries(query: AuditQuery): Promise<readonly AuditEntry[]>;
  serviceEvents(query: ServiceEventQuery): Promise<readonly ServiceEvent[]>;
  /** Of the newest database of that name, those after a number, oldest first. */
  serviceEventsAfterSeq(query: DatabaseRef & { readonly after: number; readonly limit: number }): Promise<readonly ServiceEvent[]>;
  /** Oldest first, at most `limit`: what an interrupted stream has missed. */
  serviceEventsAfter(id: string, limit: number): Promise<readonly ServiceEvent[]>;
  /** `0` before the first event. A higher id was never given out here. */
  newestServiceEventId(): Promise<string>;
  /** Of those that are still kept; `0` when there is none. */
  oldestServiceEventId(): Promise<string>;
}

export interface AuditQuery {
  /** undefined for all, entries without a project included. */
  readonly projects: readonly string[] | undefined;
  readonly database?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** RFC 3339; inclusive. */
  readonly since?: string | undefined;
  /** RFC 3339; exclusive. */
  readonly until?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface ServiceEventQuery extends DatabaseRef {
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Operations on databases, with their history. */
export interface Operations {
  /** @throws DomainError `conflict` while another one on the same database has not ended */
  add(tx: Transaction, request: OperationRequest): Promise<Operation>;
  find(ref: DatabaseRef, id: string): Promise<Operation | undefined>;
  /** Newest first; `before` is the id where the page before ended. */
  list(query: ServiceEventQuery): Promise<readonly Operation[]>;
  unfinished(): Promise<readonly Operation[]>;
  /** Writes how it goes on, with its service event. Does nothing when it is not as `operation` says any more. */
  advance(operation: Operation, advance: Advance): Promise<void>;
}

/** Where service events are written. Comparing with what was recorded last and writing are one step, so nothing is told twice. */
export interface ServiceEventLog {
  /** Records the event between what was recorded last and this, if there is one. */
  observe(database: Database): Promise<void>;
  /** Records an event that is no change of state. Does nothing for a database that was never recorded, or is recorded as gone. */
  record(databaseId: string, event: Pick<ServiceEvent, 'type' | 'message'>): Promise<void>;
  /** Records that it is gone; a second time does nothing. */
  observeDeletion(databaseId: string): Promise<void>;
  /** What was recorded last of every database that is not yet recorded as gone. */
  observations(): Promise<readonly Observation[]>;
}

export interface UserDirectory {
  /** The user whose password this is; undefined for a wrong password as for an unknown name, after the same work. */
  authenticate(username: string, password: string): Promise<User | undefined>;
  find(username: string): Promise<User | undefined>;
}

export interface User {
  readonly username: string;
  readonly role: 'admin' | 'member';
  /** Projects a member works in; an admin works in all. */
  readonly projects: readonly string[];
}

export interface LoginAttempt {
  readonly address: string;
  readonly account: string;
  /** From an earlier login of this device. */
  readonly deviceToken: string | undefined;
  /** Ends the wait: the client has gone. */
  readonly signal: AbortSignal;
}

/** Slows down who guesses passwords. */
export interface LoginGuard {
  /**
   * Runs a login when it may be tried. It counts as wrong until it is known to be right, so that many at once are no way around the pauses.
   * @throws TooManyLogins when it could not be tried in time, and what `login` throws
   */
  attempt<Result>(attempt: LoginAttempt, login: () => Promise<Result>): Promise<Result>;
}

/** Tells devices that have logged in before from all others. */
export interface KnownDevices {
  /** A token for the next login to this account. @param device the id of one that is known already */
  issue(account: string, device?: string): string;
  /** The id of the device; undefined when the token is not one of ours for this account. */
  deviceOf(token: string, account: string): string | undefined;
}

/** Tokens that were ended before their time. Known to every replica within a second. */
export interface Revocations {
  /** Answers from memory. */
  isRevoked(tokenId: string): boolean;
  /** Takes effect with the commit. `expiresAt` (RFC 3339): from then on the token is worthless anyway and the record may go. */
  revoke(tx: Transaction, tokenId: string, expiresAt: string): Promise<void>;
}

/** Makes bearer tokens; checking them is the business of whoever receives them. */
export interface TokenIssuer {
  issue(user: User): { readonly token: string; readonly expiresAt: string };
}

/** Counts and times requests. Returns what to call when one has ended, which tells its seconds; `route` is the pattern, never the path. */
export interface RequestMeter {
  begin(method: string): (route: string, status: number) => number;
}
