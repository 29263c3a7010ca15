import type { DatabaseRecord, Observation, ObservedInstance } from './model.ts';
import { syncMembers } from './sync-members.ts';

export type Step =
  | { readonly do: 'nothing' | 'initialise' | 'provision' | 'make-slots' | 'add-instance' | 'tidy' | 'destroy' }
  /** Nothing to do but to look again soon. */
  | { readonly do: 'wait'; readonly why: string }
  /** Nothing can be done without a person. */
  | { readonly do: 'give-up'; readonly why: string }
  | { readonly do: 'elect'; readonly candidates: readonly number[] }
  | { readonly do: 'synchronise'; readonly members: readonly number[] }
  | { readonly do: InstanceStep; readonly instance: number };

export type InstanceStep = 'start' | 'fence' | 'promote' | 'clone' | 'reconfigure' | 'restart' | 'drop-instance';

/** A server that says nothing for this long is taken for hung. What it said last was at most one probe before. */
const SILENCE_MS = 1500;
/** A primary that recovers longer than this is replaced by a replica, if there is one. */
const RECOVERY_MS = 10_000;
/** A replica that cannot follow for this long is copied anew: its primary has gone another way. */
const STRANDED_MS = 10_000;
const HOPELESS_STARTS = 3;

/**
 * The one next step from what is to what should be. Pure, and right from any state: a crash between two steps costs a
 * look, never a database. Order matters: first nobody writes who may not, then somebody does, then copies, then the rest.
 * Steps that are `held` (they failed a moment ago) are passed over in favour of what can be done without them.
 */
export function decide(record: DatabaseRecord, found: Observation, held: (step: Step) => boolean = () => false): Step {
  let first: Step | undefined;
  for (const step of stepsOf(record, found)) {
    if (!held(step)) return step;
    first ??= step;
  }
  return first ? { do: 'wait', why: 'A step that failed is tried again in a moment.' } : { do: 'nothing' };
}

function* stepsOf(record: DatabaseRecord, found: Observation): Generator<Step> {
  if (record.deleting) return yield { do: 'destroy' };
  const impostor = found.instances.find((instance) => isImpostor(instance, record));
  if (impostor) return yield { do: 'fence', instance: impostor.ordinal };
  const primary = found.instances.find(({ ordinal }) => ordinal === record.primary);
  const rescue = rescueOf(record, found, primary);
  if (rescue) return yield rescue;
  const replicas = found.instances.filter(({ ordinal }) => ordinal !== record.primary);
  yield* primarySteps(record, found, primary);
  yield* sizeSteps(record, replicas);
  const [unusable, usable] = [replicas.filter(needsCopy), replicas.filter((replica) => !needsCopy(replica))];
  for (const replica of usable) yield* replicaSteps(replica);
  for (const { ordinal } of unusable) yield { do: 'clone', instance: ordinal };
  if (primary && primary.pendingRestart.length > 0) yield { do: 'restart', instance: primary.ordinal };
  yield* patience(replicas);
  if (found.leftovers) yield { do: 'tidy' };
}

/** It could take writes and is not the one that may. */
function isImpostor({ ordinal, process, files, recovering }: ObservedInstance, { primary }: DatabaseRecord): boolean {
  if (ordinal === primary || process === 'none') return false;
  return files === 'primary' || (process === 'answering' && !recovering);
}

/** What it takes to have a primary; undefined when there is one that takes writes. */
function rescueOf(record: DatabaseRecord, found: Observation, primary: ObservedInstance | undefined): Step | undefined {
  if (!primary || primary.files === 'none') return replaceFiles(record, found);
  if (primary.process === 'none') return revive(record, found, primary);
  const instance = primary.ordinal;
  if (primary.process === 'silent') {
    return primary.quietMs < SILENCE_MS ? { do: 'wait', why: 'The primary does not answer.' } : { do: 'fence', instance };
  }
  if (primary.process === 'starting') {
    const replaced = primary.quietMs > RECOVERY_MS && candidatesOf(record, found).length > 0;
    return replaced ? { do: 'fence', instance } : { do: 'wait', why: 'The primary is starting.' };
  }
  if (primary.recovering) return { do: 'promote', instance };
  return record.initialised ? undefined : { do: 'provision' };
}

function replaceFiles(record: DatabaseRecord, found: Observation): Step {
  if (!record.initialised) return { do: 'initialise' };
  const candidates = candidatesOf(record, found);
  if (candidates.length > 0) return { do: 'elect', candidates };
  return { do: 'give-up', why: `The files of ${record.name}-${record.primary} are gone and no replica may take its place.` };
}

/** The primary is dead for sure: a replica takes over, or it is started where it lies, which loses nothing either. */
function revive(record: DatabaseRecord, found: Observation, primary: ObservedInstance): Step {
  const candidates = record.initialised ? candidatesOf(record, found) : [];
  if (candidates.length > 0) return { do: 'elect', candidates };
  const sleeper = primary.failedStarts >= HOPELESS_STARTS ? found.instances.find(mayHelp) : undefined;
  return { do: 'start', instance: sleeper?.ordinal ?? primary.ordinal };
}

const mayHelp = ({ files, process, failedStarts }: ObservedInstance) =>
  files === 'standby' && process === 'none' && failedStarts < HOPELESS_STARTS;

/**
 * Who may become the primary. Synchronous: all members of the proven set must be asked, since any of them may be the only
 * one with the last acknowledged commit. Otherwise: who was next to nothing behind, or anybody once the primary is hopeless.
 */
function candidatesOf({ spec, sync, primary }: DatabaseRecord, { instances }: Observation): number[] {
  const able = instances.filter(
    ({ ordinal, process, recovering, files }) => ordinal !== primary && process === 'answering' && recovering && files === 'standby',
  );
  if (spec.synchronous) {
    const asked = sync.members.every((member) => able.some(({ ordinal }) => ordinal === member));
    return sync.proven && sync.members.length > 0 && asked ? able.map(({ ordinal }) => ordinal) : [];
  }
  const old = instances.find(({ ordinal }) => ordinal === primary);
  const hopeless = !old || old.files === 'none' || old.failedStarts >= HOPELESS_STARTS;
  return able.filter(({ wasStreaming }) => wasStreaming || hopeless).map(({ ordinal }) => ordinal);
}

function* primarySteps(record: DatabaseRecord, found: Observation, primary: ObservedInstance | undefined): Generator<Step> {
  const replicas = record.instances.filter(({ ordinal }) => ordinal !== record.primary);
  const { slots } = found;
  const isExact = slots?.length === replicas.length && replicas.every(({ ordinal }) => slots.includes(ordinal));
  if (slots && !isExact) yield { do: 'make-slots' };
  const members = syncMembers(record, found, needsCopy);
  const isSame = members.length === record.sync.members.length && members.every((member) => record.sync.members.includes(member));
  if (!isSame || (members.length > 0 && !record.sync.proven)) yield { do: 'synchronise', members };
  if (primary && !primary.current) yield { do: 'reconfigure', instance: primary.ordinal };
}

function* sizeSteps({ spec, instances }: DatabaseRecord, replicas: readonly ObservedInstance[]): Generator<Step> {
  if (instances.length < spec.instances) yield { do: 'add-instance' };
  const surplus = instances.length > spec.instances ? leastUseful(replicas) : undefined;
  if (surplus) yield { do: 'drop-instance', instance: surplus.ordinal };
}

/** One that does not follow, or else the youngest. */
const leastUseful = (replicas: readonly ObservedInstance[]) =>
  replicas.findLast(({ streaming }) => !streaming) ?? replicas.toSorted((a, b) => a.ordinal - b.ordinal).at(-1);

function* replicaSteps(replica: ObservedInstance): Generator<Step> {
  const instance = replica.ordinal;
  if (replica.process === 'none') return yield { do: 'start', instance };
  if (replica.process === 'silent' && replica.quietMs >= SILENCE_MS) return yield { do: 'fence', instance };
  if (replica.process !== 'answering') return;
  if (!replica.current) return yield { do: 'reconfigure', instance };
  if (replica.pendingRestart.length > 0) return yield { do: 'restart', instance };
}

/** Its files are missing, those of a former primary, or have parted from the primary's. */
const needsCopy = ({ files, process, failedStarts, strandedMs }: ObservedInstance) =>
  files !== 'standby' || (process === 'none' && failedStarts >= HOPELESS_STARTS) || strandedMs >= STRANDED_MS;

function* patience(replicas: readonly ObservedInstance[]): Generator<Step> {
  const waiting = replicas.find(({ streaming }) => !streaming);
  if (waiting) yield { do: 'wait', why: `Replica ${waiting.ordinal} is catching up.` };
}
