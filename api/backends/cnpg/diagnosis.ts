/** PURE: why a database is not as it should be, from what Kubernetes says about its pods and volumes. */
import type { Warning } from './warnings.ts';

/** Of the objects that hang on a Cluster, the few fields that are used. */
export interface Evidence {
  readonly pods: readonly Pod[];
  readonly claims: readonly Claim[];
  /** Newest last. */
  readonly events: readonly Warning[];
  /** undefined when that cannot be known. */
  readonly operator: OperatorLease | undefined;
}

export interface OperatorLease {
  /** Since it was last renewed. */
  readonly silentSeconds: number;
  /** How long it holds without that: 15 while the operator runs, 1 when it gave the lease back to end. */
  readonly holdsSeconds: number;
}

interface Pod {
  readonly metadata: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly initContainerStatuses?: readonly Container[];
    readonly containerStatuses?: readonly Container[];
  };
}

interface Container {
  readonly image?: string;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
  readonly lastState?: { readonly terminated?: { readonly reason?: string } };
}

interface Claim {
  readonly metadata: { readonly name?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly storageClassName?: string };
  readonly status?: { readonly phase?: string };
}

export interface Diagnosis {
  readonly reason: string;
  /** It will not get better by waiting: somebody has to do something. */
  readonly blocking: boolean;
}

/** So long after its lease ran out an operator counts as gone: another one of it may be taking over. */
const OPERATOR_GRACE_SECONDS = 5;

const IMAGE_FAULTS = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);

/** The first cause that is found, the most certain first; undefined when nothing is wrong but time. */
export function diagnose(evidence: Evidence): Diagnosis | undefined {
  return (
    imageFault(evidence) ??
    quotaFault(evidence) ??
    volumeFault(evidence) ??
    schedulingFault(evidence) ??
    jobFault(evidence) ??
    lostNode(evidence) ??
    crash(evidence) ??
    operatorFault(evidence)
  );
}

function imageFault({ pods }: Evidence): Diagnosis | undefined {
  const waiting = containersOf(pods).find(({ state }) => IMAGE_FAULTS.has(state?.waiting?.reason ?? ''));
  return (
    waiting && {
      blocking: true,
      reason: `The image ${waiting.image} cannot be pulled. Choose another version, or tell the operator of the image catalogue.`,
    }
  );
}

const containersOf = (pods: readonly Pod[]) =>
  pods.flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]);

function quotaFault({ events }: Evidence): Diagnosis | undefined {
  const event = events.findLast(({ message = '' }) => message.includes('exceeded quota'));
  if (!event) return undefined;
  const detail = /requested: .*$/.exec(event.message ?? '')?.[0] ?? '';
  return {
    blocking: true,
    reason: `The project's quota is used up (${detail}). Choose a smaller flavour or fewer instances, or ask for more.`,
  };
}

function volumeFault(evidence: Evidence): Diagnosis | undefined {
  return growthFault(evidence) ?? provisioningFault(evidence) ?? attachmentFault(evidence);
}

function growthFault({ events }: Evidence): Diagnosis | undefined {
  const resize = events.findLast(({ reason }) => reason === 'VolumeResizeFailed' || reason === 'ExternalExpanding');
  return resize && { blocking: false, reason: `The volume does not grow: ${resize.message}` };
}

function provisioningFault({ pods, claims, events }: Evidence): Diagnosis | undefined {
  const pending = claims.filter(({ status }) => status?.phase === 'Pending');
  const failure = events.findLast(
    ({ reason, involvedObject }) =>
      reason === 'ProvisioningFailed' && pending.some(({ metadata }) => metadata.name === involvedObject?.name),
  );
  if (failure) return { blocking: true, reason: `There is no volume for it: ${failure.message}` };
  const unbound = unschedulable(pods)?.includes('unbound immediate PersistentVolumeClaims');
  const awaited = pending.find(({ metadata }) => unbound || metadata.annotations?.[SELECTED_NODE] !== undefined);
  return awaited && awaitedVolume(awaited);
}

/** On a claim for which a node was chosen: from then on it waits for nothing but its volume. */
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

function awaitedVolume({ metadata, spec }: Claim): Diagnosis {
  if (spec?.storageClassName === undefined)
    return {
      blocking: true,
      reason: 'There is no volume for it: the cluster has no default storage class. Tell the operator of the platform, who can name one.',
    };
  return {
    blocking: false,
    reason: `Waiting for the volume ${metadata.name} of the storage class "${spec.storageClassName}". If that goes on, the provisioner of that class does not work: tell the operator of the platform.`,
  };
}

/** Only of pods that wait for it now: what was reported once may be long over. */
function attachmentFault({ pods, events }: Evidence): Diagnosis | undefined {
  const starting = pods.filter((pod) => containersOf([pod]).some(({ state }) => STARTING.has(state?.waiting?.reason ?? '')));
  const failure = events.findLast(
    ({ reason, involvedObject }) =>
      (reason === 'FailedAttachVolume' || reason === 'FailedMount') &&
      starting.some(({ metadata }) => metadata.name === involvedObject?.name),
  );
  return failure && { blocking: false, reason: `A volume cannot be attached to ${failure.involvedObject?.name}: ${failure.message}` };
}

const STARTING = new Set(['ContainerCreating', 'PodInitializing']);

function schedulingFault({ pods }: Evidence): Diagnosis | undefined {
  const message = unschedulable(pods);
  if (message === undefined) return undefined;
  const wayOut = message.includes('anti-affinity')
    ? 'Instances of one database never share a node: choose fewer instances, or ask for more nodes.'
    : 'Choose a smaller flavour, or ask for more nodes.';
  return { blocking: true, reason: `No node has room for it: ${message} ${wayOut}` };
}

/** What the scheduler says of the first pod that it can put nowhere. */
const unschedulable = (pods: readonly Pod[]) =>
  pods.flatMap(({ status }) => status?.conditions ?? []).find(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable')
    ?.message;

/** Of the jobs that make an instance, join it or upgrade it. */
function jobFault({ pods, events }: Evidence): Diagnosis | undefined {
  const done = new Set(pods.filter(({ status }) => status?.phase === 'Succeeded').map(jobOf));
  const failed = pods.find((pod) => pod.status?.phase === 'Failed' && jobOf(pod) !== undefined && !done.has(jobOf(pod)));
  if (!failed) return undefined;
  const { name, labels } = failed.metadata;
  const role = labels?.['cnpg.io/jobRole'];
  if (role === 'major-upgrade')
    return {
      blocking: true,
      reason: `The upgrade has failed and the data is as it was; why stands in the log of the pod ${name}. To have the database back, set the version back.`,
    };
  const over = events.some(({ reason, involvedObject }) => reason === 'BackoffLimitExceeded' && involvedObject?.name === jobOf(failed));
  return {
    blocking: over,
    reason: `The step "${role}" has failed and is ${over ? 'not ' : ''}tried again. Why stands in the log of the pod ${name}: tell the operator of the platform.`,
  };
}

const jobOf = ({ metadata }: Pod) => metadata.labels?.['job-name'];

/** A node that is silent for five minutes loses its pods, if it is still there to hear that. */
function lostNode({ pods }: Evidence): Diagnosis | undefined {
  const isLost = ({ status }: Pod) =>
    status?.conditions?.some(({ type, reason }) => type === 'DisruptionTarget' && reason === 'DeletionByTaintManager');
  const pod = pods.find(isLost);
  return (
    pod && {
      blocking: false,
      reason: `The node ${pod.spec?.nodeName} of the instance ${pod.metadata.name} does not answer. The instance comes back with the node, or elsewhere when the operator of the cluster removes the node.`,
    }
  );
}

function crash({ pods }: Evidence): Diagnosis | undefined {
  for (const pod of pods) {
    const waiting = containersOf([pod]).find(({ state }) => state?.waiting?.reason === 'CrashLoopBackOff');
    if (waiting) return { blocking: true, reason: crashOf(pod, waiting) };
  }
  return undefined;
}

function crashOf({ metadata: { name, labels } }: Pod, { state, lastState }: Container): string {
  if (lastState?.terminated?.reason === 'OOMKilled')
    return `The instance ${name} needs more memory than it may have, and is ended for it again and again. Choose a larger flavour, or lower its memory settings.`;
  const message = `The instance ${name} ends again and again: ${state?.waiting?.message ?? 'see its log'}.`;
  return labels?.['cnpg.io/instanceRole'] === 'primary' ? message : `${message} ${MADE_ANEW}`;
}

/** What helps a replica that is ahead of its primary after a double fault, which CloudNativePG cannot bring back. */
const MADE_ANEW = 'If that goes on, the operator of the platform can delete its pod and its volume: it is then copied anew.';

function operatorFault({ operator }: Evidence): Diagnosis | undefined {
  if (!operator || operator.silentSeconds < operator.holdsSeconds + OPERATOR_GRACE_SECONDS) return undefined;
  return {
    blocking: false,
    reason: `CloudNativePG's operator has not been heard of for ${Math.round(operator.silentSeconds)} s; nothing changes until it runs. Tell the operator of the platform.`,
  };
}
