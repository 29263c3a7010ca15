import type { AuditEntry } from '../domain/audit.ts';
import { type DatabaseRef, describeRef } from '../domain/database.ts';
import { DomainError } from '../domain/errors.ts';
import { type Action, may, projectsFor } from '../domain/policy.ts';
import type { AuditQuery, DatabaseBackend, History } from '../domain/ports.ts';
import type { ServiceEvent } from '../domain/service-events.ts';
import type { Caller } from './databases.ts';

type Filters = Omit<AuditQuery, 'projects' | 'database'>;

/** Whose records somebody wants. */
interface Asked extends Pick<Caller, 'actor'> {
  readonly ref: DatabaseRef;
}

/** A page and the id to go on from; undefined on the last. */
export interface RecordPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

export type HistoryService = ReturnType<typeof historyService>;

/** Reading what was recorded, within the projects of whoever asks. The records of a database outlive it. */
export function historyService(history: History, backend: DatabaseBackend) {
  /** @throws DomainError `not_found` when there neither is nor was such a database */
  async function ofDatabase<Item>(action: Action, { actor, ref }: Asked, read: () => Promise<RecordPage<Item>>): Promise<RecordPage<Item>> {
    const records = may(actor, action, ref.project) ? await read() : undefined;
    if (records && (records.items.length > 0 || backend.find(ref))) return records;
    throw new DomainError('not_found', `There is no ${describeRef(ref)}.`);
  }

  return {
    async audit({ actor }: Caller, filters: Filters, { project, name }: Partial<DatabaseRef>): Promise<RecordPage<AuditEntry>> {
      const projects = projectsFor(actor, 'audit.read', project);
      return paged(filters.limit, (limit) => history.auditEntries({ ...filters, projects, database: name, limit }));
    },

    auditOf({ actor }: Caller, ref: DatabaseRef, filters: Filters): Promise<RecordPage<AuditEntry>> {
      const query = { ...filters, projects: [ref.project], database: ref.name };
      return ofDatabase('audit.read', { actor, ref }, () => paged(filters.limit, (limit) => history.auditEntries({ ...query, limit })));
    },

    /** With whether there are more. */
    async eventsAfter({ actor }: Caller, ref: DatabaseRef, { after, limit }: { after: number; limit: number }) {
      const { items, next } = await ofDatabase('database.read', { actor, ref }, () =>
        paged(limit, (more) => history.serviceEventsAfterSeq({ ...ref, after, limit: more })),
      );
      return { items, more: next !== undefined };
    },

    serviceEventsOf(
      { actor }: Caller,
      ref: DatabaseRef,
      { before, limit }: { before: string | undefined; limit: number },
    ): Promise<RecordPage<ServiceEvent>> {
      return ofDatabase('database.read', { actor, ref }, () =>
        paged(limit, (more) => history.serviceEvents({ ...ref, before, limit: more })),
      );
    },
  };
}

/** Reads one more than asked for, to know whether there is a next page. */
export async function paged<Item extends { readonly id: string }>(
  limit: number,
  read: (limit: number) => Promise<readonly Item[]>,
): Promise<RecordPage<Item>> {
  const items = await read(limit + 1);
  if (items.length <= limit) return { items, next: undefined };
  const page = items.slice(0, limit);
  return { items: page, next: page.at(-1)?.id };
}
