import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import { ANNOTATIONS, namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { Platform } from '../../../constructs/manifests/props.ts';
import { type Database, type DatabaseRef, type DatabaseSpec, describeRef } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import type { KubernetesClient } from './client.ts';
import { isReason, isTooEarly, KubernetesError, outcomeUnknown, toDomainError } from './kubernetes-error.ts';
import { mergePatch } from './merge-patch.ts';
import { revisionOf } from './projection.ts';
import { makeProject, type ProjectSettings } from './projects.ts';

export interface WriteParts {
  readonly client: KubernetesClient;
  readonly platform: Platform;
  readonly project: ProjectSettings;
}

const collection = (project: string) => `/apis/postgresql.cnpg.io/v1/namespaces/${namespaceOf(project)}/clusters`;
const pathOf = ({ project, name }: DatabaseRef) => `${collection(project)}/${name}`;

/** Status changes touch the same version of the object: so often an update that met one is tried again. */
const CONFLICT_TRIES = 5;

/** A new namespace's quota and rights take a moment to count. */
const NEW_PROJECT_TRIES = 40;
const NEW_PROJECT_WAIT_MS = 200;

const notReady = (project: string, { message }: KubernetesError) =>
  new DomainError(
    'unavailable',
    `Project "${project}" was made just now and Kubernetes does not take databases in it yet (${message}). Try again in a moment.`,
    {
      retryAfterSeconds: 2,
    },
  );

/** What is written to Clusters. Every function answers with the object as it is then, and throws what callers may see. */
export function clusterWrites({ client, platform, project: settings }: WriteParts) {
  async function create(ref: DatabaseRef, spec: DatabaseSpec): Promise<Cluster> {
    const intent = randomUUID();
    const body = withAnnotations(cluster({ ...ref, ...spec }, platform), { [ANNOTATIONS.intent]: intent, [ANNOTATIONS.writes]: '1' });
    const post = () => client.request<Cluster>({ method: 'POST', path: collection(ref.project), body });
    try {
      return await post();
    } catch (error) {
      // without rights in a namespace, one that is not there looks the same as one that is
      if (isReason(error, 'NotFound') || isTooEarly(error)) return inNewProject(ref, post);
      if (outcomeUnknown(error)) return whatBecameOf(ref, intent, post);
      throw error;
    }
  }

  /** The first database of a project makes the project. */
  async function inNewProject({ project }: DatabaseRef, post: () => Promise<Cluster>): Promise<Cluster> {
    await makeProject(client, project, { settings, platform });
    for (let tries = 0; ; tries++) {
      try {
        return await post();
      } catch (error) {
        if (isReason(error, 'NotFound'))
          throw new DomainError('unavailable', 'CloudNativePG is not installed in this cluster. Tell whoever runs the platform.');
        if (!isTooEarly(error)) throw error;
        if (tries >= NEW_PROJECT_TRIES) throw notReady(project, error);
        await delay(NEW_PROJECT_WAIT_MS);
      }
    }
  }

  /** The reply was lost: either it is there and carries our intent, or it never came about. */
  async function whatBecameOf(ref: DatabaseRef, intent: string, post: () => Promise<Cluster>): Promise<Cluster> {
    try {
      const found = await client.request<Cluster>({ method: 'GET', path: pathOf(ref) });
      if (found.metadata.annotations?.[ANNOTATIONS.intent] === intent) return found;
      throw new KubernetesError('Somebody else took the name.', { status: 409, reason: 'AlreadyExists' });
    } catch (error) {
      if (!isReason(error, 'NotFound')) throw error;
      return post();
    }
  }

  async function update(current: Database, spec: DatabaseSpec): Promise<Cluster> {
    for (let tries = 0; ; tries++) {
      const found = await latest(current);
      if (found.metadata.deletionTimestamp) throw outdated(current);
      const writes = Number(found.metadata.annotations?.[ANNOTATIONS.writes] ?? 0) + 1;
      const marks = { [ANNOTATIONS.writes]: String(writes), [ANNOTATIONS.updatedAt]: new Date().toISOString() };
      const wanted = withAnnotations(cluster({ ...current, ...spec }, platform), marks);
      const patch = mergePatch(cluster({ ...current, ...current.spec }, platform), wanted);
      try {
        return await client.request<Cluster>({ method: 'PATCH', path: pathOf(current), body: guarded(patch ?? {}, found) });
      } catch (error) {
        if (!isReason(error, 'Conflict') || tries >= CONFLICT_TRIES) throw error;
      }
    }
  }

  /** Foreground: the name is free only when nothing of it is left that a new database could stumble over. */
  async function remove(current: Database): Promise<Cluster> {
    for (let tries = 0; ; tries++) {
      const found = await latest(current);
      const { metadata } = found;
      if (metadata.deletionTimestamp) return found;
      const preconditions = { uid: metadata.uid, resourceVersion: metadata.resourceVersion };
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Foreground', preconditions };
      try {
        return await client.request<Cluster>({ method: 'DELETE', path: pathOf(current), body });
      } catch (error) {
        if (!isReason(error, 'Conflict') || tries >= CONFLICT_TRIES) throw error;
      }
    }
  }

  /** Takes back what a create made. */
  async function undo({ id, ...ref }: Database): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Foreground', preconditions: { uid: id } };
    await client.request({ method: 'DELETE', path: pathOf(ref), body });
  }

  /** @throws DomainError `revision_conflict` when it is not what the caller knows */
  async function latest(current: Database): Promise<Cluster> {
    const found = await client.request<Cluster>({ method: 'GET', path: pathOf(current) }).catch((error: unknown) => {
      if (isReason(error, 'NotFound')) throw outdated(current);
      throw error;
    });
    if (found.metadata.uid === current.id && revisionOf(found) === current.revision) return found;
    throw outdated(current);
  }

  return { create: translated(create), update: translated(update), remove: translated(remove), undo };
}

export type ClusterWrites = ReturnType<typeof clusterWrites>;

const translated =
  <Arguments extends unknown[], Answer>(work: (...all: Arguments) => Promise<Answer>) =>
  (...all: Arguments): Promise<Answer> =>
    work(...all).catch((error: unknown) => {
      throw toDomainError(error);
    });

const outdated = (current: Database) =>
  new DomainError('revision_conflict', `The ${describeRef(current)} has changed meanwhile. Read it again and repeat your change.`);

const withAnnotations = (object: Cluster, more: Record<string, string>): Cluster => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...more } },
});

const guarded = (patch: Readonly<Record<string, unknown>>, { metadata }: Cluster) => ({
  ...patch,
  metadata: { ...(typeof patch.metadata === 'object' ? patch.metadata : {}), resourceVersion: metadata.resourceVersion },
});
