import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import { ANNOTATIONS } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { DatabaseRef, DatabaseSpec } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import { collection, intentOf, pathOf, type WriteParts, withAnnotations, writeDeadlines } from './cluster-requests.ts';
import { isReason, isTooEarly, KubernetesError, outcomeUnknown, toDomainError } from './kubernetes-error.ts';
import type { KubernetesProjects } from './projects.ts';

/** A new namespace's quota and rights take a moment to count: 8 s at most. */
const UNTIL_PROJECT_COUNTS = { retries: 40, minTimeout: 200, factor: 1 } as const;

/** For so long an API server may still carry out a request that nobody waits for any more; its own limit is a minute. */
const MAY_BE_CARRIED_OUT_MS = 60_000;
const DELETE_EVERY_MS = 2_000;
const WHILE_IT_MAY_BE_CARRIED_OUT = {
  ...{ retries: MAY_BE_CARRIED_OUT_MS / DELETE_EVERY_MS, minTimeout: DELETE_EVERY_MS, factor: 1 },
  unref: true,
} as const;

/** One create, and what is needed to find its Cluster again. */
interface Creation {
  readonly ref: DatabaseRef;
  readonly intent: string;
  readonly post: (deadline: AbortSignal) => Promise<Cluster>;
  readonly deadline: AbortSignal;
}

/** Creates Clusters. Whatever is lost of requests and answers, there is one Cluster for an answer that says so, and none for any other. */
export class ClusterCreation {
  readonly #parts: WriteParts;
  readonly #projects: KubernetesProjects;

  constructor(parts: WriteParts, projects: KubernetesProjects) {
    this.#parts = parts;
    this.#projects = projects;
  }

  /** @throws DomainError */
  async create(ref: DatabaseRef, spec: DatabaseSpec): Promise<Cluster> {
    const { first, whole } = writeDeadlines(this.#parts.writeDeadlineMs);
    const creation = this.#creationOf(ref, { spec, deadline: whole });
    try {
      return await this.#createInProject(creation, first);
    } catch (error) {
      if (outcomeUnknown(error)) this.#deleteIfCreatedLate(creation).catch(this.#parts.report);
      throw toDomainError(error, UNKNOWN);
    }
  }

  /** Deletes what a create made, as soon as the API server allows it. */
  async deleteCreated(ref: DatabaseRef, uid: string): Promise<void> {
    const isGone = (error: unknown) => isReason(error, 'NotFound') || isReason(error, 'Conflict'); // or another of that name
    const options = { ...WHILE_IT_MAY_BE_CARRIED_OUT, shouldRetry: ({ error }: { error: unknown }) => !isGone(error) };
    await pRetry(() => this.#delete(ref, uid), options).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }

  #creationOf(ref: DatabaseRef, { spec, deadline }: { spec: DatabaseSpec; deadline: AbortSignal }): Creation {
    const { client, platform } = this.#parts;
    const intent = randomUUID();
    const object = cluster({ ...ref, ...spec, incarnation: intent.slice(0, 8) }, platform);
    const body = withAnnotations(object, { [ANNOTATIONS.intent]: intent, [ANNOTATIONS.writes]: '1' });
    const path = collection(ref.project);
    return { ref, intent, deadline, post: (until) => client.request<Cluster>({ method: 'POST', path, body, deadline: until }) };
  }

  /** A project that was made just now, or from which somebody took something since, is made whole. */
  async #createInProject(creation: Creation, first: AbortSignal): Promise<Cluster> {
    try {
      return await this.#post(creation, first);
    } catch (error) {
      // without rights in a namespace, one that is not there looks the same as one that is
      if (!isReason(error, 'NotFound') && !isTooEarly(error)) throw error;
      await this.#projects.make(creation.ref.project, creation.deadline);
      return this.#createInNewProject(creation);
    }
  }

  async #createInNewProject(creation: Creation): Promise<Cluster> {
    const options = { ...UNTIL_PROJECT_COUNTS, shouldRetry: ({ error }: { error: unknown }) => isTooEarly(error) };
    try {
      return await pRetry(() => this.#post(creation, creation.deadline), options);
    } catch (error) {
      if (isReason(error, 'NotFound')) throw notInstalled();
      throw isTooEarly(error) ? notReady(creation.ref.project, error) : error;
    }
  }

  async #post(creation: Creation, deadline: AbortSignal): Promise<Cluster> {
    try {
      return await creation.post(deadline);
    } catch (error) {
      if (outcomeUnknown(error)) return this.#resolveUnknownOutcome(creation);
      throw error;
    }
  }

  /** The reply was lost: the Cluster is there and carries our intent, or it is not, or it is created later. */
  async #resolveUnknownOutcome(creation: Creation): Promise<Cluster> {
    const found = await this.#findOwn(creation);
    if (found) return found;
    try {
      return await creation.post(creation.deadline);
    } catch (error) {
      const late = isReason(error, 'AlreadyExists') ? await this.#findOwn(creation) : undefined;
      if (late) return late;
      throw error;
    }
  }

  /** @throws KubernetesError `AlreadyExists` for a Cluster of somebody else */
  async #findOwn({ ref, intent, deadline }: Creation): Promise<Cluster | undefined> {
    const found = await this.#find(ref, deadline);
    if (!found || intentOf(found) === intent) return found;
    throw new KubernetesError('Somebody else took the name.', { status: 409, reason: 'AlreadyExists' });
  }

  #find(ref: DatabaseRef, deadline?: AbortSignal): Promise<Cluster | undefined> {
    const request = { method: 'GET', path: pathOf(ref), ...(deadline && { deadline }) } as const;
    return this.#parts.client.request<Cluster>(request).catch((error: unknown) => {
      if (isReason(error, 'NotFound')) return undefined;
      throw error;
    });
  }

  /** The caller got an error, so nothing may come of it: what is created later is deleted. Two requests may be under way. */
  async #deleteIfCreatedLate({ ref, intent }: Creation): Promise<void> {
    const until = performance.now() + MAY_BE_CARRIED_OUT_MS;
    while (performance.now() < until) {
      const found = await this.#find(ref).catch(() => undefined); // not reachable still: the next round asks again
      if (found && intentOf(found) === intent && !found.metadata.deletionTimestamp)
        await this.#delete(ref, found.metadata.uid ?? '').catch(this.#parts.report);
      await delay(DELETE_EVERY_MS, undefined, { ref: false });
    }
  }

  async #delete(ref: DatabaseRef, uid: string): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Foreground', preconditions: { uid } };
    await this.#parts.client.request({ method: 'DELETE', path: pathOf(ref), body });
  }
}

const UNKNOWN =
  'The Kubernetes API server did not answer in time. The database is not created; should Kubernetes create it later, it is deleted again. Try again in a moment.';

const notInstalled = () =>
  new DomainError('unavailable', 'CloudNativePG is not installed in this cluster. Tell the operator of the platform.');

const notReady = (project: string, { message }: KubernetesError) =>
  new DomainError(
    'unavailable',
    `Project "${project}" was made just now and Kubernetes does not take databases in it yet (${message}). Try again in a moment.`,
    { retryAfterSeconds: 2 },
  );
