import { randomUUID } from 'node:crypto';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import { ANNOTATIONS } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { Platform } from '../../../constructs/manifests/props.ts';
import { type Database, type DatabaseSpec, describeRef } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import { intentOf, pathOf, type WriteParts, withAnnotations, writeDeadlines } from './cluster-requests.ts';
import { mustBeAbleToGrow } from './growth.ts';
import { isReason, outcomeUnknown, toDomainError } from './kubernetes-error.ts';
import { mergePatch } from './merge-patch.ts';
import { revisionOf, writesOf } from './projection.ts';
import { gibibytesOf } from './spec-of-cluster.ts';

/** Status changes touch the same version of the object: so often a write that met one is tried again. */
const TRIES = 6;

/** One write of a Cluster that is there. */
interface Write {
  readonly current: Database;
  /** Bound to the version that was found, so that sent twice it is carried out once. */
  readonly send: (found: Cluster, deadline: AbortSignal) => Promise<Cluster>;
  /** Whether it was carried out, though nobody answered. */
  readonly isDone: (found: Cluster) => boolean;
}

/** Changes Clusters that are there. Every method answers with the object as it is then, and throws what callers may see. */
export class ClusterWrites {
  readonly #parts: WriteParts;

  constructor(parts: WriteParts) {
    this.#parts = parts;
  }

  update(current: Database, spec: DatabaseSpec): Promise<Cluster> {
    const intent = randomUUID();
    return this.#carryOut({
      current,
      isDone: (found) => intentOf(found) === intent,
      send: async (found, deadline) => {
        if (found.metadata.deletionTimestamp) throw outdated(current);
        const wanted = cluster({ ...current, ...spec }, this.#keepingWal(found, spec));
        await mustBeAbleToGrow(this.#parts.client, { found, wanted }, deadline);
        const known = cluster({ ...current, ...current.spec }, this.#parts.platform);
        const patch = mergePatch(known, withAnnotations(wanted, marks(found, intent))) ?? {};
        return this.#parts.client.request<Cluster>({ method: 'PATCH', path: pathOf(current), body: guarded(patch, found), deadline });
      },
    });
  }

  /** Asks CloudNativePG for a rolling restart. */
  restart(current: Database): Promise<Cluster> {
    const intent = randomUUID();
    return this.#carryOut({
      current,
      isDone: (found) => intentOf(found) === intent,
      send: (found, deadline) => {
        if (found.metadata.deletionTimestamp) throw outdated(current);
        const { [ANNOTATIONS.updatedAt]: now, ...others } = marks(found, intent);
        const annotations = { ...others, [ANNOTATIONS.restartedAt]: now };
        const body = guarded({ metadata: { annotations } }, found);
        return this.#parts.client.request<Cluster>({ method: 'PATCH', path: pathOf(current), body, deadline });
      },
    });
  }

  /** Undoes an update that was not recorded. Volumes stay as they are, for they cannot shrink. @throws DomainError `revision_conflict` when another change is built on it */
  revert(before: Database, written: Database): Promise<Cluster> {
    return this.update(written, { ...before.spec, storageGiB: written.spec.storageGiB });
  }

  /** Foreground: the name is free only when nothing of it is left that a new database could stumble over. */
  remove(current: Database): Promise<Cluster> {
    return this.#carryOut({
      current,
      isDone: ({ metadata }) => metadata.deletionTimestamp !== undefined,
      send: ({ metadata }, deadline) => {
        const preconditions = { uid: metadata.uid, resourceVersion: metadata.resourceVersion };
        const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Foreground', preconditions };
        return this.#parts.client.request<Cluster>({ method: 'DELETE', path: pathOf(current), body, deadline });
      },
    });
  }

  /** A flavour with less room for WAL, or none of its own, gets what is there: such a volume neither shrinks nor goes. */
  #keepingWal(found: Cluster, { flavour }: DatabaseSpec): Platform {
    const { platform } = this.#parts;
    const size = platform.sizes[flavour];
    const walStorageGiB = Math.max(size.walStorageGiB, gibibytesOf(found.spec.walStorage?.size));
    return { ...platform, sizes: { ...platform.sizes, [flavour]: { ...size, walStorageGiB } } };
  }

  /** A write that met another one, or whose reply was lost, looks at the object and is tried again. */
  async #carryOut(write: Write): Promise<Cluster> {
    const { first, whole } = writeDeadlines(this.#parts.writeDeadlineMs);
    let unanswered: unknown;
    for (let tries = 1; ; tries++) {
      const found = await this.#latest(write, whole).catch((error: unknown) => {
        throw unanswered ?? toDomainError(error);
      });
      if (write.isDone(found)) return found;
      try {
        return await write.send(found, tries === 1 ? first : whole);
      } catch (error) {
        const seen = toDomainError(error, UNKNOWN);
        if (!mayTryAgain(error) || tries === TRIES) throw seen;
        if (outcomeUnknown(error)) unanswered = seen;
      }
    }
  }

  /** @throws DomainError `revision_conflict` when it is neither what the caller knows nor what this write made of it */
  async #latest({ current, isDone }: Write, deadline: AbortSignal): Promise<Cluster> {
    const request = { method: 'GET', path: pathOf(current), deadline } as const;
    const found = await this.#parts.client.request<Cluster>(request).catch((error: unknown) => {
      if (isReason(error, 'NotFound')) throw outdated(current);
      throw error;
    });
    if (found.metadata.uid !== current.id) throw outdated(current);
    if (revisionOf(found) === current.revision || isDone(found)) return found;
    throw outdated(current);
  }
}

const marks = (found: Cluster, intent: string) => ({
  [ANNOTATIONS.writes]: String(writesOf(found.metadata) + 1),
  [ANNOTATIONS.updatedAt]: new Date().toISOString(),
  [ANNOTATIONS.intent]: intent,
});

/** Another write of the object was quicker, or the outcome is unknown; reading the object shows which. */
const mayTryAgain = (error: unknown) => isReason(error, 'Conflict') || outcomeUnknown(error);

const UNKNOWN =
  'The Kubernetes API server did not answer in time: it is not known whether this was carried out. Read the database before you ask again.';

const outdated = (current: Database) =>
  new DomainError('revision_conflict', `The ${describeRef(current)} has changed meanwhile. Read it again and repeat your change.`);

const guarded = (patch: Readonly<Record<string, unknown>>, { metadata }: Cluster) => ({
  ...patch,
  metadata: { ...(typeof patch.metadata === 'object' ? patch.metadata : {}), resourceVersion: metadata.resourceVersion },
});
