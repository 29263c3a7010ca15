import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import { ANNOTATIONS } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { DatabaseRef, DatabaseSpec } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import { collection, intentOf, pathOf, type WriteParts, withAnnotations, writeDeadlines } from './cluster-requests.ts';
import { isReason, isTooEarly, KubernetesError, outcomeUnknown, toDomainError } from './kubernetes-error.ts';
import type { KubernetesProjects } from './projects.ts';

/** A new namespace's quota and rights take a moment to count. */
const NEW_PROJECT_TRIES = 40;
const NEW_PROJECT_WAIT_MS = 200;

/** For so long an API server may still carry out a request that nobody waits for any more; its own limit is a minute. */
const MAY_COME_ABOUT_MS = 60_000;
const WITHDRAW_EVERY_MS = 2_000;

/** One create, and what is needed to find its Cluster again. */
interface Creation {
  readonly ref: DatabaseRef;
  readonly intent: string;
  readonly post: (deadline: AbortSignal) => Promise<Cluster>;
  readonly deadline: AbortSignal;
}

/** Makes Clusters. Whatever becomes of requests and answers, there is one Cluster for an answer that says so, and none for any other. */
export function clusterCreation({ client, platform, report, writeDeadlineMs }: WriteParts, projects: KubernetesProjects) {
  async function create(ref: DatabaseRef, spec: DatabaseSpec): Promise<Cluster> {
    const { first, whole } = writeDeadlines(writeDeadlineMs);
    const intent = randomUUID();
    const object = cluster({ ...ref, ...spec, incarnation: intent.slice(0, 8) }, platform);
    const body = withAnnotations(object, { [ANNOTATIONS.intent]: intent, [ANNOTATIONS.writes]: '1' });
    const post = (deadline: AbortSignal) => client.request<Cluster>({ method: 'POST', path: collection(ref.project), body, deadline });
    const creation = { ref, intent, post, deadline: whole };
    try {
      return await settled(creation, () => post(first));
    } catch (error) {
      if (outcomeUnknown(error)) withdraw(creation).catch(report);
      throw toDomainError(error, UNKNOWN);
    }
  }

  /** A project that is new, or that somebody took something from since it was made, is made whole. */
  async function settled(creation: Creation, post: () => Promise<Cluster>): Promise<Cluster> {
    try {
      return await post();
    } catch (error) {
      // without rights in a namespace, one that is not there looks the same as one that is
      if (isReason(error, 'NotFound') || isTooEarly(error)) return inNewProject(creation);
      if (outcomeUnknown(error)) return whatBecameOf(creation);
      throw error;
    }
  }

  async function inNewProject(creation: Creation): Promise<Cluster> {
    const { project } = creation.ref;
    await projects.make(project, creation.deadline);
    for (let tries = 0; ; tries++) {
      try {
        return await creation.post(creation.deadline);
      } catch (error) {
        if (outcomeUnknown(error)) return whatBecameOf(creation);
        if (isReason(error, 'NotFound')) throw notInstalled();
        if (!isTooEarly(error)) throw error;
        if (tries >= NEW_PROJECT_TRIES) throw notReady(project, error);
        await delay(NEW_PROJECT_WAIT_MS);
      }
    }
  }

  /** The reply was lost: either it is there and carries our intent, or it never came about, or it comes about yet. */
  async function whatBecameOf(creation: Creation): Promise<Cluster> {
    const found = await ours(creation);
    if (found) return found;
    try {
      return await creation.post(creation.deadline);
    } catch (error) {
      const late = isReason(error, 'AlreadyExists') ? await ours(creation) : undefined;
      if (late) return late;
      throw error;
    }
  }

  /** @throws KubernetesError `AlreadyExists` for a Cluster of somebody else */
  async function ours({ ref, intent, deadline }: Creation): Promise<Cluster | undefined> {
    const found = await find(ref, deadline);
    if (!found || intentOf(found) === intent) return found;
    throw new KubernetesError('Somebody else took the name.', { status: 409, reason: 'AlreadyExists' });
  }

  const find = (ref: DatabaseRef, deadline?: AbortSignal) =>
    client.request<Cluster>({ method: 'GET', path: pathOf(ref), ...(deadline && { deadline }) }).catch((error: unknown) => {
      if (isReason(error, 'NotFound')) return undefined;
      throw error;
    });

  /** The caller was told that it came to nothing, so it must: whatever comes about after all is deleted. Two requests may be under way. */
  async function withdraw({ ref, intent }: Creation): Promise<void> {
    const until = Date.now() + MAY_COME_ABOUT_MS;
    while (Date.now() < until) {
      const found = await find(ref).catch(() => undefined); // away still: the next round asks again
      if (found && intentOf(found) === intent && !found.metadata.deletionTimestamp) await undo(ref, found.metadata.uid ?? '').catch(report);
      await delay(WITHDRAW_EVERY_MS, undefined, { ref: false });
    }
  }

  /** Takes back what a create made, as soon as the API server lets us. */
  async function takeBack(ref: DatabaseRef, uid: string): Promise<void> {
    const until = Date.now() + MAY_COME_ABOUT_MS;
    for (;;) {
      try {
        return await undo(ref, uid);
      } catch (error) {
        if (isReason(error, 'NotFound') || isReason(error, 'Conflict')) return; // gone, or another of that name
        if (Date.now() > until) throw error;
      }
      await delay(WITHDRAW_EVERY_MS, undefined, { ref: false });
    }
  }

  async function undo(ref: DatabaseRef, uid: string): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Foreground', preconditions: { uid } };
    await client.request({ method: 'DELETE', path: pathOf(ref), body });
  }

  return { create, takeBack };
}

const UNKNOWN =
  'The Kubernetes API server did not answer in time. The database is not made; should it come about yet, it is taken away again. Try again in a moment.';

const notInstalled = () =>
  new DomainError('unavailable', 'CloudNativePG is not installed in this cluster. Tell whoever runs the platform.');

const notReady = (project: string, { message }: KubernetesError) =>
  new DomainError(
    'unavailable',
    `Project "${project}" was made just now and Kubernetes does not take databases in it yet (${message}). Try again in a moment.`,
    { retryAfterSeconds: 2 },
  );
