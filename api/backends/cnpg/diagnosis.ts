/** PURE: why a database is not as it should be, from what Kubernetes says about its pods and volumes. */
import type { Warning } from './warnings.ts';

/** Of the objects that hang on a Cluster, the few fields that tell. */
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
  readonly status?: {
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
}

interface Claim {
  readonly metadata: { readonly name?: string };
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
    crash(evidence) ??
    operatorFault(evidence)
  );
}

function imageFault({ pods }: Evidence): Diagnosis | undefined {
  const waiting = containersOf(pods).find(({ state }) => IMAGE_FAULTS.has(state?.waiting?.reason ?? ''));
  return (
    waiting && {
      blocking: true,
      reason: `The image ${waiting.image} cannot be pulled. Choose another version, or tell whoever runs the image catalogue.`,
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

function volumeFault({ claims, events }: Evidence): Diagnosis | undefined {
  const resize = events.findLast(({ reason }) => reason === 'VolumeResizeFailed' || reason === 'ExternalExpanding');
  if (resize) return { blocking: false, reason: `The volume does not grow: ${resize.message}` };
  const pending = claims.filter(({ status }) => status?.phase === 'Pending').map(({ metadata }) => metadata.name);
  const failure = events.findLast(
    ({ reason, involvedObject }) => reason === 'ProvisioningFailed' && pending.includes(involvedObject?.name),
  );
  return failure && { blocking: true, reason: `There is no volume for it: ${failure.message}` };
}

function schedulingFault({ pods }: Evidence): Diagnosis | undefined {
  const condition = pods
    .flatMap(({ status }) => status?.conditions ?? [])
    .find(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable');
  return (
    condition && {
      blocking: true,
      reason: `No node has room for it: ${condition.message} Choose a smaller flavour, or ask for more nodes.`,
    }
  );
}

function crash({ pods }: Evidence): Diagnosis | undefined {
  for (const pod of pods) {
    const waiting = containersOf([pod]).find(({ state }) => state?.waiting?.reason === 'CrashLoopBackOff');
    if (!waiting) continue;
    const { name, labels } = pod.metadata;
    const message = `The instance ${name} ends again and again: ${waiting.state?.waiting?.message ?? 'see its log'}.`;
    return { blocking: true, reason: labels?.['cnpg.io/instanceRole'] === 'primary' ? message : `${message} ${MADE_ANEW}` };
  }
  return undefined;
}

/** What helps a replica that is ahead of its primary after a double fault, which CloudNativePG cannot bring back. */
const MADE_ANEW = 'If that goes on, whoever runs the platform can delete its pod and its volume: it is then copied anew.';

function operatorFault({ operator }: Evidence): Diagnosis | undefined {
  if (!operator || operator.silentSeconds < operator.holdsSeconds + OPERATOR_GRACE_SECONDS) return undefined;
  return {
    blocking: false,
    reason: `CloudNativePG's operator has not been heard of for ${Math.round(operator.silentSeconds)} s; nothing changes until it runs. Tell whoever runs the platform.`,
  };
}
