import type { DatabaseRecord, Observation, ObservedInstance } from './model.ts';

/**
 * Replicas of which one must have a commit before it is acknowledged. One joins when it follows, and stays through a
 * restart, during which commits wait; it leaves when its copy is given up. With nobody left commits do not wait, which
 * is safe: a primary without a proven set is never replaced, only started again.
 */
export function syncMembers(
  record: DatabaseRecord,
  { instances }: Observation,
  needsCopy: (instance: ObservedInstance) => boolean,
): number[] {
  if (!record.spec.synchronous) return [];
  return instances
    .filter(({ ordinal }) => ordinal !== record.primary)
    .filter((instance) => instance.streaming || (record.sync.members.includes(instance.ordinal) && !needsCopy(instance)))
    .map(({ ordinal }) => ordinal);
}
