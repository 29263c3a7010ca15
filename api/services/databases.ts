import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '../domain/actor.ts';
import type { AuditAction, AuditIntent } from '../domain/audit.ts';
import { type Credentials, type Database, type DatabaseRef, type DatabaseSpec, describeRef, storedSpec } from '../domain/database.ts';
import type { DatabaseQuery, Page } from '../domain/database-query.ts';
import { DomainError, type Fault, invalid } from '../domain/errors.ts';
import { changesBetween, type Plan, planCreation, planDeletion, planUpdate, specFaults, standingOf } from '../domain/plan.ts';
import { type Action, authorize, may, projectsFor } from '../domain/policy.ts';
import type { DatabaseBackend, Idempotency, Journal, Work } from '../domain/ports.ts';

/** Writers of one database at the same time, before one of them is asked to try again. */
const ATTEMPTS = 20;
/** What another writer has committed is known here a moment later, on a busy machine a long one. */
const SEEN_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 2;

/** A request to a use case: who asks, and where from. */
export interface Caller {
  readonly actor: Actor;
  readonly requestId: string;
  /** Address. */
  readonly source: string;
}

/** What a conditional request expects, one of these; undefined for "whatever is there". */
export type ExpectedRevision = readonly string[] | undefined;

/** The use cases on databases: who may, what is recorded, what the backend is asked for. */
export class DatabaseService {
  readonly #backend: DatabaseBackend;
  readonly #journal: Journal;

  constructor(backend: DatabaseBackend, journal: Journal) {
    this.#backend = backend;
    this.#journal = journal;
  }

  /** @throws DomainError `not_found`, also for a database of a project the actor is not in */
  get(caller: Caller, ref: DatabaseRef): Database {
    const database = this.find(caller, ref);
    if (!database) throw notFound(ref);
    return database;
  }

  /** undefined where {@link get} would find none. */
  find({ actor }: Caller, ref: DatabaseRef): Database | undefined {
    return may(actor, 'database.read', ref.project) ? this.#backend.find(ref) : undefined;
  }

  /** Of one project, or of all that the actor may see. */
  list({ actor }: Caller, query: Omit<DatabaseQuery, 'projects'>, project: string | undefined): Page {
    return this.#backend.page({ ...query, projects: projectsFor(actor, 'database.read', project) });
  }

  /** How old what is read may be, when it may be old; see {@link DatabaseBackend.ageSeconds}. */
  ageSeconds(): number | undefined {
    return this.#backend.ageSeconds();
  }

  async create(caller: Caller, { ref, spec }: WantedDatabase, idempotency?: Idempotency): Promise<Database> {
    const create = async (work: Work) => {
      authorize(caller.actor, 'database.create', ref);
      this.#check(spec);
      work.note(changesBetween({}, spec));
      await this.#backend.ensureProject(ref.project);
      return this.#backend.create(work, ref, spec);
    };
    const replayable = may(caller.actor, 'database.create', ref.project) ? idempotency : undefined; // an answer of earlier needs the right of now
    const database = await this.#journal.record(intentOf(caller, 'database.create', ref), create, replayable);
    return { ...database, spec: storedSpec(database.spec) }; // a replayed answer may be of an older release
  }

  update(caller: Caller, ref: DatabaseRef, change: SpecChange): Promise<Database> {
    const read = () => this.#getFor('database.update', caller, ref);
    const update = (work: Work) => onLatest(read, change.expected, (latest) => this.#updateOnce(work, latest, change));
    return this.#journal.record(intentOf(caller, 'database.update', ref), update);
  }

  /** Answers undefined when there is no such database, or none for this actor, so that asking twice is no fault; it is recorded all the same. */
  async remove(caller: Caller, ref: DatabaseRef, expected: ExpectedRevision): Promise<Database | undefined> {
    const read = () => this.#getFor('database.delete', caller, ref);
    const remove = async (work: Work, latest: Database) =>
      latest.status.state === 'deleting' ? latest : this.#backend.remove(work, removable(latest, expected));
    const removed = this.#journal.record(intentOf(caller, 'database.delete', ref), (work) =>
      onLatest(read, expected, (latest) => remove(work, latest)),
    );
    return removed.catch(undefinedIfNotFound);
  }

  async credentials(caller: Caller, ref: DatabaseRef): Promise<[Database, Credentials]> {
    return this.#journal.record(intentOf(caller, 'database.credentials.read', ref), async () => {
      const database = this.#getFor('database.credentials.read', caller, ref);
      return [database, await this.#backend.credentials(database)];
    });
  }

  /** The certificate that clients check its server with; public, so reading it is no event. */
  async certificate(caller: Caller, ref: DatabaseRef): Promise<string> {
    const { caCertificate } = await this.#backend.credentials(this.get(caller, ref));
    return caCertificate;
  }

  /** The new password is read by {@link credentials}. */
  resetCredentials(caller: Caller, ref: DatabaseRef, idempotency?: Idempotency): Promise<Database> {
    const action = 'database.credentials.reset';
    const read = () => this.#getFor(action, caller, ref);
    const reset = (work: Work) =>
      onLatest(read, undefined, (latest) => this.#backend.resetCredentials(work, changeable(latest, undefined)));
    const replayable = may(caller.actor, action, ref.project) ? idempotency : undefined; // as in create
    return this.#journal.record(intentOf(caller, action, ref), reset, replayable);
  }

  planCreate({ actor }: Caller, { ref, spec }: WantedDatabase): Plan {
    authorize(actor, 'database.create', ref);
    if (this.#backend.find(ref)) throw nameTaken(ref);
    this.#check(spec);
    return planCreation(spec, this.#backend.limits);
  }

  async planUpdate(caller: Caller, ref: DatabaseRef, { apply, expected }: SpecChange): Promise<Plan> {
    const current = changeable(this.#getFor('database.update', caller, ref), expected);
    const spec = apply(current.spec);
    this.#check(spec, standingOf(current), await this.#backend.changeFaults(current, spec));
    return planUpdate(current.spec, spec);
  }

  /** undefined when there is nothing to delete. */
  planRemove(caller: Caller, ref: DatabaseRef, expected: ExpectedRevision): Plan | undefined {
    if (!this.find(caller, ref)) return undefined;
    return planDeletion(removable(this.#getFor('database.delete', caller, ref), expected).spec);
  }

  /** @throws DomainError `not_found`, `not_allowed` */
  #getFor(action: Action, caller: Caller, ref: DatabaseRef): Database {
    authorize(caller.actor, action, ref);
    return this.get(caller, ref);
  }

  async #updateOnce(work: Work, latest: Database, { apply, expected }: SpecChange): Promise<Database> {
    const current = changeable(latest, expected);
    const spec = apply(current.spec);
    this.#check(spec, standingOf(current), await this.#backend.changeFaults(current, spec));
    const changes = changesBetween(current.spec, spec);
    if (changes.length === 0) return current;
    const updated = await this.#backend.update(work, current, spec);
    work.note(changes);
    return updated;
  }

  /** @throws DomainError `unavailable`, or `invalid` for what no schema can see: limits of the backend, and ways from one spec to another */
  #check(spec: DatabaseSpec, from?: ReturnType<typeof standingOf>, others: readonly Fault[] = []): void {
    const { limits } = this.#backend;
    if (limits.versions.length === 0 && spec.version !== from?.version) throw versionsUnknown();
    const faults = [...specFaults(spec, limits, from), ...others];
    if (faults.length > 0) throw invalid(faults);
  }
}

function undefinedIfNotFound(error: unknown): undefined {
  if (!(error instanceof DomainError && error.code === 'not_found')) throw error;
}

/** Whoever named no revision wants it done to whatever is there: if another was quicker, look again. */
export async function onLatest(
  read: () => Database,
  expected: ExpectedRevision,
  act: (latest: Database) => Promise<Database>,
): Promise<Database> {
  for (let attempt = 1; ; attempt += 1) {
    const latest = read();
    try {
      return await act(latest);
    } catch (error) {
      const another = error instanceof DomainError && error.code === 'revision_conflict' && expected === undefined;
      if (!another) throw error;
      if (attempt === ATTEMPTS || !(await isOvertaken(latest, read))) throw overtaken(error);
    }
  }
}

/** For a caller who named no revision, so no precondition of theirs has failed. */
const overtaken = (cause: unknown) =>
  new DomainError('conflict', 'Others change this database at the same moment. Send the request again.', { cause });

/** Whether there is news of it; waits for that, since the conflict has said that there is some. */
async function isOvertaken(known: Database, read: () => Database): Promise<boolean> {
  const end = performance.now() + SEEN_WITHIN_MS;
  while (read() === known) {
    if (performance.now() > end) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}

export interface WantedDatabase {
  readonly ref: DatabaseRef;
  readonly spec: DatabaseSpec;
}

export interface SpecChange {
  readonly apply: (spec: DatabaseSpec) => DatabaseSpec;
  readonly expected: ExpectedRevision;
}

export const intentOf = ({ actor, requestId, source }: Caller, action: AuditAction, { project, name }: DatabaseRef): AuditIntent => ({
  actor: actor.name,
  action,
  project,
  database: name,
  requestId,
  source,
});

function changeable(current: Database, expected: ExpectedRevision): Database {
  checkRevision(current, expected);
  if (current.status.state !== 'deleting') return current;
  throw new DomainError('conflict', `The ${describeRef(current)} is being deleted and cannot be changed any more.`);
}

function removable(current: Database, expected: ExpectedRevision): Database {
  checkRevision(current, expected);
  if (!current.spec.deletionProtection) return current;
  throw new DomainError(
    'protected',
    `The ${describeRef(current)} is protected. First PATCH it with {"deletionProtection": false}, then delete it.`,
  );
}

function checkRevision(current: Database, expected: ExpectedRevision): void {
  if (expected === undefined || expected.includes(current.revision)) return;
  const message = `The ${describeRef(current)} has changed: you know revision ${expected.join(' or ') || '(none)'}, it is at ${current.revision}. Read it again and repeat your change.`;
  throw new DomainError('revision_conflict', message);
}

const notFound = (ref: DatabaseRef) => new DomainError('not_found', `There is no ${describeRef(ref)}.`);

const nameTaken = (ref: DatabaseRef) => new DomainError('name_taken', `There is a ${describeRef(ref)} already. Choose another name.`);

const versionsUnknown = () =>
  new DomainError(
    'unavailable',
    'It is not known yet which versions of PostgreSQL can be had here. Try again in a moment; if that goes on, tell the operator of the platform.',
    { retryAfterSeconds: 2 },
  );
