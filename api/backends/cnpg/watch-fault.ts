import type { WatchHealth } from './watch.ts';

/** Silence of the API server that is worth telling. */
const REPORTED_AFTER_MS = 3_000;

/** PURE: how old what is known may be; undefined while a watch is open, or was until just now. @param now by `performance.now()` */
export function watchAgeSeconds({ connected, heardAt }: WatchHealth, now: number): number | undefined {
  if (connected || heardAt === undefined) return undefined;
  const silentMs = now - heardAt;
  return silentMs < REPORTED_AFTER_MS ? undefined : Math.round(silentMs / 1000);
}

/** PURE: a sentence for people about a watch that is not open; null while all is well. @param now by `performance.now()` */
export function watchFault({ connected, heardAt, fault, faultStatus }: WatchHealth, now: number): string | null {
  const silentMs = now - (heardAt ?? Number.NEGATIVE_INFINITY);
  if (connected || silentMs < REPORTED_AFTER_MS) return null;
  const age = heardAt === undefined ? '' : ` What you see is from before that, ${Math.round(silentMs / 1000)} s old.`;
  if (faultStatus === 404) return `CloudNativePG is not installed in this cluster. Tell the operator of the platform.${age}`;
  if (faultStatus === 401 || faultStatus === 403)
    return `The platform has no right to look at databases (${fault}). Tell its operator.${age}`;
  if (faultStatus > 0) return `The Kubernetes API server answers ${faultStatus} (${fault}).${age}`;
  if (heardAt === undefined) return 'The Kubernetes API server has not answered since the start.';
  return `The Kubernetes API server has not answered for ${Math.round(silentMs / 1000)} s; what you see is from before that.`;
}
