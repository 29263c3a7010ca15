import type { DatabaseRecord, Observation, ObservedInstance } from './model.ts';
import { type RunningStep, type Step, subjectOf } from './step.ts';
import { syncMembers } from './sync-members.ts';

/** A server whose processes are stopped for this long is taken for hung: a debugger or a suspended machine may be quicker. */
const HUNG_MS = 1500;
/** A server that was told to stop, by somebody else or before the platform was killed, should have ended after this long. */
const STOPPING_MS = 1000;
/** A primary that has neither answered nor written anything for this long gives way to a replica that does answer. */
const UNRESPONSIVE_MS = 60_000;
/** A primary that recovers longer than this is replaced by a replica, if there is one. */
const RECOVERY_MS = 10_000;
/** A replica that cannot follow for this long is copied anew: its primary has gone another way. */
const STRANDED_MS = 10_000;
/** So is one that gets no further while it starts: it waits for WAL that nobody has any more. */
const STUCK_MS = 30_000;
const HOPELESS_STARTS = 3;

/** What is being done, or was tried in vain a moment ago. */
export interface Progress {
  readonly running: readonly RunningStep[];
  /** Whether a step failed a moment ago and is not to be tried again yet. */
  held(step: Step): boolean;
}

const AT_REST: Progress = { running: [], held: () => false };

/**
 * The one next step from what is to what should be. Pure, and right from any state: a crash between two steps costs a
 * look, never a database. Order matters: first nobody writes who may not, then somebody does, then copies, then the rest.
 * Steps that are `held` are passed over in favour of what can be done without them. Steps that are `running` go on beside
 * what can be done without waiting for them; what is more urgent does not wait: see `yieldsTo`.
 */
export function decide(record: DatabaseRecord, found: Observation, { running, held }: Progress = AT_REST): Step {
  let isHeld = false;
  for (const wanted of stepsOf(record, found, running)) {
    const step = found.installed || !NEEDS_PROGRAMS.has(wanted.do) ? wanted : INSTALL;
    if (isExcluded(step, record, running)) {
      if (isForAll(step, record)) return IN_PROGRESS;
    } else if (held(step)) isHeld = true;
    else return step;
  }
  if (running.length > 0) return IN_PROGRESS;
  return isHeld ? { do: 'wait', why: 'A step that failed is tried again in a moment.' } : { do: 'nothing' };
}

const NEEDS_PROGRAMS: ReadonlySet<Step['do']> = new Set(['initialise', 'start', 'clone', 'restart']);
const INSTALL: Step = { do: 'install' };

/** What is urgent, or no work, waits for nothing that runs. */
const isExcluded = (step: Step, record: DatabaseRecord, running: readonly RunningStep[]) =>
  step.do !== 'wait' && step.do !== 'give-up' && !isUrgent(step, record) && running.some((other) => excludes(other.step, step, record));

const IN_PROGRESS: Step = { do: 'wait', why: 'A step is being carried out.' };

/** What others wait for: all but what works on one replica alone, and the programs of servers that do not run. */
const isForAll = (step: Step, { primary }: DatabaseRecord) =>
  step.do !== 'install' && (!('instance' in step) || step.instance === primary || step.do === 'fence');

/** What restores service, or ends it for good. */
const isUrgent = (step: Step, { primary }: DatabaseRecord) =>
  step.do === 'destroy' ||
  step.do === 'elect' ||
  step.do === 'fence' ||
  (step.do === 'promote' && step.instance === primary) ||
  ((step.do === 'start' || step.do === 'stop') && step.instance === primary);

/** Whether a step must not begin while another runs. */
export function excludes(running: Step, step: Step, { primary }: Pick<DatabaseRecord, 'primary'>): boolean {
  if (subjectOf(running) === subjectOf(step) || step.do === 'destroy') return true;
  const works = (on: number) => 'instance' in running && running.instance === on;
  if (step.do === 'elect') return works(primary);
  if (step.do === 'tidy') return true; // what looks left over may be a copy in the making
  // one server at a time is away, and the primary only when everything else is done
  return step.do === 'restart' && (running.do === 'restart' || step.instance === primary);
}

/** Whether a running step is cancelled for another: its end is then waited for, which does not take long. */
export function yieldsTo(running: Step, step: Step, record: DatabaseRecord): boolean {
  if (running.do === step.do && subjectOf(running) === subjectOf(step)) return false;
  if (step.do === 'destroy') return true;
  if (step.do === 'drop-instance') return subjectOf(running) === subjectOf(step);
  if (!isUrgent(step, record)) return false;
  const isOfPrimary = step.do === 'elect' || ('instance' in step && step.instance === record.primary);
  return subjectOf(running) === subjectOf(step) || (isOfPrimary && (running.do === 'clone' || subjectOf(running) === 'database'));
}

function* stepsOf(record: DatabaseRecord, found: Observation, running: readonly RunningStep[]): Generator<Step> {
  if (record.deleting) return yield { do: 'destroy' };
  const rival = found.instances.find((instance) => isRival(instance, record));
  if (rival) return yield { do: 'fence', instance: rival.ordinal };
  const primary = found.instances.find(({ ordinal }) => ordinal === record.primary);
  const rescue = rescueOf(record, found, { primary, running });
  if (rescue) return yield rescue;
  const replicas = found.instances.filter(({ ordinal }) => ordinal !== record.primary);
  yield* primarySteps(record, found, primary);
  yield* sizeSteps(record, replicas);
  const [unusable, usable] = [replicas.filter(needsCopy), replicas.filter((replica) => !needsCopy(replica))];
  for (const replica of usable) yield* replicaSteps(replica);
  for (const { ordinal } of unusable) yield { do: 'clone', instance: ordinal };
  const waiting = [...usable, ...(primary ? [primary] : [])].find((instance) => isToRestart(record, instance));
  if (waiting && !usable.some(isOnItsWay)) yield { do: 'restart', instance: waiting.ordinal };
  yield* untilAllFollow(replicas);
  if (found.leftovers) yield { do: 'tidy' };
  if (found.heldBack !== null) yield { do: 'wait', why: found.heldBack };
}

/** It could take writes and is not the one that may. */
function isRival({ ordinal, process, files, recovering }: ObservedInstance, { primary }: DatabaseRecord): boolean {
  if (ordinal === primary || process === 'none') return false;
  return files === 'primary' || (process === 'answering' && !recovering);
}

interface Rescue {
  readonly primary: ObservedInstance | undefined;
  readonly running: readonly RunningStep[];
}

/** What it takes to have a primary; undefined when there is one that takes writes. */
function rescueOf(record: DatabaseRecord, found: Observation, { primary, running }: Rescue): Step | undefined {
  const candidates = () => candidatesOf(record, found, running);
  if (!primary || primary.files === 'none') return replaceFiles(record, candidates());
  const instance = primary.ordinal;
  const isReplaceable = () => candidates().length > 0;
  const isAway = primary.process === 'none' || primary.process === 'stopping';
  if (isAway && isRestarting(instance, running)) return RESTARTING;
  switch (primary.process) {
    case 'none':
      return revive(record, found, { primary, candidates: candidates() });
    case 'hung':
      return either(primary.quietMs >= HUNG_MS, { do: 'fence', instance }, HANGING);
    case 'stopping':
      return either(primary.quietMs >= STOPPING_MS, { do: 'stop', instance }, STOPPING);
    case 'slow':
      return either(isUnresponsive(primary, found) && isReplaceable(), { do: 'fence', instance }, SLOW);
    case 'starting':
      return either(primary.quietMs > RECOVERY_MS && isReplaceable(), { do: 'fence', instance }, STARTING);
    case 'answering':
      return primary.recovering ? { do: 'promote', instance } : provisionOnce(record);
  }
}

const either = (isDue: boolean, step: Step, wait: Step): Step => (isDue ? step : wait);

const provisionOnce = ({ initialised }: DatabaseRecord): Step | undefined => (initialised ? undefined : { do: 'provision' });

const STARTING: Step = { do: 'wait', why: 'The primary is starting.' };
const HANGING: Step = { do: 'wait', why: 'The primary is stopped.' };
const STOPPING: Step = { do: 'wait', why: 'The primary is stopping.' };
const SLOW: Step = { do: 'wait', why: 'The primary answers slowly.' };
const RESTARTING: Step = { do: 'wait', why: 'The primary is being restarted.' };

const isRestarting = (instance: number, running: readonly RunningStep[]) =>
  running.some(({ step }) => step.do === 'restart' && step.instance === instance);

/** A server under load writes, or answers now and then; one that does neither for a minute serves nobody. */
const isUnresponsive = ({ quietMs }: ObservedInstance, { idleMs }: Observation) =>
  quietMs > UNRESPONSIVE_MS && (idleMs ?? 0) > UNRESPONSIVE_MS;

function replaceFiles(record: DatabaseRecord, candidates: readonly number[]): Step {
  if (!record.initialised) return { do: 'initialise' };
  if (candidates.length > 0) return { do: 'elect', candidates };
  return { do: 'give-up', why: `The files of ${record.name}-${record.primary} are gone and no replica may take its place.` };
}

interface Revival {
  readonly primary: ObservedInstance;
  readonly candidates: readonly number[];
}

/** The primary is dead for sure: a replica takes over, or it is started where it lies, which loses nothing either. */
function revive(record: DatabaseRecord, found: Observation, { primary, candidates }: Revival): Step {
  if (record.initialised && candidates.length > 0) return { do: 'elect', candidates };
  const stopped = primary.failedStarts >= HOPELESS_STARTS ? found.instances.find(mayHelp) : undefined;
  return { do: 'start', instance: stopped?.ordinal ?? primary.ordinal };
}

const mayHelp = ({ files, process, failedStarts }: ObservedInstance) =>
  files === 'standby' && process === 'none' && failedStarts < HOPELESS_STARTS;

/**
 * Who may become the primary. As long as commits waited for somebody, all members of the proven set must be asked, since
 * any of them may be the only one with the last acknowledged commit; that holds until the end of the rule is written down,
 * whatever is wanted by now. Otherwise: who was next to nothing behind, or anybody once the primary is hopeless. A replica
 * that is to go is no candidate while the primary can be started again.
 */
function candidatesOf({ spec, sync, primary }: DatabaseRecord, { instances }: Observation, running: readonly RunningStep[]): number[] {
  const isBusy = (ordinal: number) =>
    running.some(({ step }) => 'instance' in step && step.instance === ordinal && step.do !== 'reconfigure');
  const able = instances.filter(
    ({ ordinal, process, recovering, files }) =>
      ordinal !== primary && process === 'answering' && recovering && files === 'standby' && !isBusy(ordinal),
  );
  if (spec.synchronous || sync.members.length > 0) {
    const asked = sync.members.every((member) => able.some(({ ordinal }) => ordinal === member));
    return sync.proven && sync.members.length > 0 && asked ? able.map(({ ordinal }) => ordinal) : [];
  }
  const old = instances.find(({ ordinal }) => ordinal === primary);
  const hopeless = !old || old.files === 'none' || old.failedStarts >= HOPELESS_STARTS;
  return able.filter(({ wasStreaming }) => hopeless || (wasStreaming && spec.instances > 1)).map(({ ordinal }) => ordinal);
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
  if (!found.prepared) yield { do: 'prepare' };
  if (record.passwordInForce < record.passwordGeneration) yield { do: 'open-access' };
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
  if (replica.process === 'hung' && replica.quietMs >= HUNG_MS) return yield { do: 'fence', instance };
  if (replica.process === 'stopping' && replica.quietMs >= STOPPING_MS) return yield { do: 'stop', instance };
  if (replica.process !== 'answering') return;
  if (!replica.current) yield { do: 'reconfigure', instance };
}

/** For settings that wait for it, or because somebody asked. */
const isToRestart = ({ restartPending }: DatabaseRecord, { ordinal, process, pendingRestart }: ObservedInstance) =>
  process === 'answering' && (pendingRestart.length > 0 || restartPending.includes(ordinal));

/** It is about to follow: no other server is taken away before it does. */
const isOnItsWay = ({ process, current, streaming }: ObservedInstance) => process !== 'answering' || !current || !streaming;

/** Its files are missing, those of a former primary, or have parted from the primary's. */
const needsCopy = ({ files, process, failedStarts, strandedMs, stuckMs }: ObservedInstance) =>
  files !== 'standby' || (process === 'none' && failedStarts >= HOPELESS_STARTS) || strandedMs >= STRANDED_MS || stuckMs >= STUCK_MS;

function* untilAllFollow(replicas: readonly ObservedInstance[]): Generator<Step> {
  const waiting = replicas.find(({ streaming }) => !streaming);
  if (waiting) yield { do: 'wait', why: `Replica ${waiting.ordinal} is catching up.` };
}
