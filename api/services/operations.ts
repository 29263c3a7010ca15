import type { Database, DatabaseRef } from '../domain/database.ts';
import { describeRef } from '../domain/database.ts';
import { DomainError } from '../domain/errors.ts';
import { mustBeRestartable, type Operation, planRestart } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import { authorize, may } from '../domain/policy.ts';
import type { DatabaseBackend, Idempotency, Journal, Operations } from '../domain/ports.ts';
import { type Caller, intentOf, onLatest } from './databases.ts';
import { paged, type RecordPage } from './history.ts';

interface Parts {
  readonly backend: DatabaseBackend;
  readonly journal: Journal;
  readonly operations: Operations;
}

export type OperationService = ReturnType<typeof operationService>;

/** Operations on databases: asked for here, carried out by the backend, followed by the leader. */
export function operationService({ backend, journal, operations }: Parts) {
  /** @throws DomainError `not_found`, `not_allowed`, `conflict` */
  function restartable({ actor }: Caller, ref: DatabaseRef): Database {
    authorize(actor, 'database.restart', ref);
    const database = backend.find(ref);
    if (!database) throw notFound(ref);
    mustBeRestartable(database);
    return database;
  }

  return {
    planRestart: (caller: Caller, ref: DatabaseRef): Plan => planRestart(restartable(caller, ref)),

    async restart(caller: Caller, ref: DatabaseRef, idempotency?: Idempotency): Promise<Operation> {
      const replayable = may(caller.actor, 'database.restart', ref.project) ? idempotency : undefined; // as for a create
      return journal.record(
        intentOf(caller, 'database.restart', ref),
        async (work) => {
          const { id: databaseId } = restartable(caller, ref);
          const operation = await operations.add(work, { ...ref, databaseId, kind: 'restart', requestedBy: caller.actor.name });
          await onLatest(
            () => restartable(caller, ref),
            undefined,
            (latest) => backend.restart(work, latest),
          );
          return operation;
        },
        replayable,
      );
    },

    async get({ actor }: Caller, ref: DatabaseRef, id: string): Promise<Operation> {
      const operation = may(actor, 'database.read', ref.project) ? await operations.find(ref, id) : undefined;
      if (!operation) throw new DomainError('not_found', `There is no operation "${id}" of ${describeRef(ref)}.`);
      return operation;
    },

    async list({ actor }: Caller, ref: DatabaseRef, { before, limit }: Page): Promise<RecordPage<Operation>> {
      const allowed = may(actor, 'database.read', ref.project);
      const page = allowed ? await paged(limit, (more) => operations.list({ ...ref, before, limit: more })) : undefined;
      if (page && (page.items.length > 0 || backend.find(ref))) return page;
      throw notFound(ref);
    },
  };
}

interface Page {
  readonly before: string | undefined;
  readonly limit: number;
}

const notFound = (ref: DatabaseRef) => new DomainError('not_found', `There is no ${describeRef(ref)}.`);
