import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { DatabaseState } from '../../domain/database.ts';

export interface Verdict {
  readonly state: DatabaseState;
  /** A sentence; null when all is well. */
  readonly reason: string | null;
}

type Status = NonNullable<Cluster['status']>;

/** What of a Cluster decides its state. */
interface Facts {
  readonly phase: string;
  readonly phaseReason: string;
  readonly ready: number;
  readonly wanted: number;
  /** Bootstrapped once; never taken back. */
  readonly initialised: boolean;
  readonly recovering: boolean;
  readonly primaryReady: boolean;
  /** Whether WAL goes to a backup store. */
  readonly archived: boolean;
  /** Whether the write-ahead log has a volume of its own. */
  readonly walApart: boolean;
  /** Volumes that are being made larger. */
  readonly growing: readonly string[];
  readonly conditions: ReadonlyMap<string, Condition>;
}

interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The phases of CloudNativePG 1.30, word for word, and what each means to a tenant. */
const PHASES: Readonly<Record<string, (facts: Facts) => Verdict>> = {
  '': () => ({ state: 'creating', reason: 'Waiting for CloudNativePG to begin.' }),
  'Setting up primary': ({ recovering, initialised }) =>
    recovering && !initialised
      ? { state: 'restoring', reason: 'The data is being restored from its backup.' }
      : { state: 'creating', reason: 'The primary is being set up.' },
  'Creating a new replica': (facts) => ({
    state: facts.initialised && facts.primaryReady ? 'updating' : 'creating',
    reason: 'A replica is being made.',
  }),
  'Waiting for the instances to become active': ({ initialised, ready, wanted }) => ({
    state: initialised ? 'degraded' : 'creating',
    reason:
      ready < wanted ? `${ready} of ${wanted} instances are ready; waiting for the others.` : 'Waiting for the instances to become active.',
  }),
  'Cluster in healthy state': healthy,
  'Switchover in progress': () => ({ state: 'updating', reason: 'Another instance is becoming the primary, as asked.' }),
  'Failing over': () => ({ state: 'failing_over', reason: 'The primary is gone; a replica takes over.' }),
  'Upgrading cluster': () => ({ state: 'updating', reason: 'Instances are being replaced one after the other.' }),
  'Upgrading Postgres major version': () => ({
    state: 'upgrading',
    reason: 'PostgreSQL is upgraded to its new major version; the database is not available meanwhile.',
  }),
  'Cluster upgrade delayed': () => ({ state: 'available', reason: 'A change waits for its turn.' }),
  'Waiting for user action': () => ({
    state: 'available',
    reason: 'A change waits until another instance is made the primary. Ask the operator of the platform for that switchover.',
  }),
  'Primary instance is being restarted in-place': () => ({ state: 'updating', reason: 'The primary restarts; writes pause for a moment.' }),
  'Primary instance is being restarted without a switchover': () => ({
    state: 'updating',
    reason: 'The primary restarts; writes pause for a moment.',
  }),
  'Online upgrade in progress': () => ({ state: 'available', reason: null }),
  'Applying configuration': () => ({ state: 'updating', reason: 'Settings are being applied.' }),
  'Promoting to primary cluster': () => ({ state: 'updating', reason: 'The database is becoming a primary of its own.' }),
  // the one that matters is the one with the write-ahead log: without room for that PostgreSQL does not start
  'Not enough disk space': ({ walApart }) => ({
    state: 'storage_full',
    reason: walApart
      ? 'The volume of the write-ahead log is full, so PostgreSQL does not run. Choose a larger flavour, or ask the operator of the platform.'
      : 'The volume is full, so PostgreSQL does not run. Raise storageGiB.',
  }),
  'Cluster is unrecoverable and needs manual intervention': (facts) =>
    failed(facts, 'Every copy of the data is lost or damaged. Restore from a backup.'),
  'Cluster has incomplete or invalid image catalog': (facts) =>
    failed(facts, 'The image catalogue has no image for this version. Tell the operator of the platform.'),
  'Invalid cluster definition': (facts) => failed(facts, 'CloudNativePG refuses the definition.'),
  'Unable to create required cluster objects': (facts) => failed(facts, 'CloudNativePG cannot make what it needs; it goes on trying.'),
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required': () =>
    platformFault('its backups and changes wait: the backup plugin is not installed'),
  'Cluster cannot proceed to reconciliation due to an error while interacting with plugins': () =>
    platformFault('its backups and changes wait: the backup plugin does not answer'),
  'Instance Status Extraction Error: HTTP communication issue': () => ({
    state: 'degraded',
    reason:
      'CloudNativePG cannot reach the instances, so it repairs and changes nothing. Tell the operator of the platform: a network policy may stand between them.',
  }),
  'Cluster cannot execute instance online upgrade due to missing architecture binary': () =>
    platformFault('it does not get the new version of the operator, which has no program for this kind of machine'),
};

/** The state of a Cluster by its phase and conditions. Changes that were written and not yet looked at are another matter: see settling. */
export function verdictOf({ metadata, spec, status = {} }: Pick<Cluster, 'metadata' | 'spec' | 'status'>): Verdict {
  if (metadata.deletionTimestamp) return { state: 'deleting', reason: 'The database is being deleted, with its data.' };
  const facts = factsOf(spec, status);
  const rule = PHASES[facts.phase];
  // not "failed": a new release of CloudNativePG has new words for things that are well
  const verdict = rule?.(facts) ?? { state: 'unknown', reason: `CloudNativePG says "${facts.phase}", which this version does not know.` };
  return withHibernation(verdict, facts.conditions.get('cnpg.io/hibernation'));
}

/** The phase stays healthy while the instances end, and when none is left. */
function withHibernation(verdict: Verdict, hibernation: Condition | undefined): Verdict {
  if (!hibernation) return verdict;
  const { status, reason, message } = hibernation;
  if (status === 'True') return { state: 'hibernated', reason: 'The database is hibernated; its data is kept.' };
  if (reason === 'DeletingPods' || reason === 'WaitingPodsDeletion')
    return { state: 'updating', reason: 'The database is being hibernated.' };
  const waits = `It is not hibernated: ${message}`;
  return { ...verdict, reason: verdict.reason ? `${verdict.reason} ${waits}` : waits };
}

function factsOf(spec: Cluster['spec'], status: Status): Facts {
  const conditions = new Map((status.conditions ?? []).map((condition) => [condition.type, condition]));
  return {
    phase: status.phase ?? '',
    phaseReason: status.phaseReason ?? '',
    ready: status.readyInstances ?? 0,
    wanted: spec.instances,
    initialised: conditions.get('Initialized')?.status === 'True' && status.currentPrimary !== undefined && status.currentPrimary !== '',
    recovering: spec.bootstrap?.recovery !== undefined,
    primaryReady: (status.instancesStatus?.healthy ?? []).includes(status.currentPrimary ?? ''),
    archived: spec.backup?.barmanObjectStore !== undefined || (spec.plugins ?? []).some(({ isWALArchiver }) => isWALArchiver === true),
    walApart: spec.walStorage !== undefined,
    growing: status.resizingPVC ?? [],
    conditions,
  };
}

/** CloudNativePG refuses one archiving in every change of primary, and says so until the next: up to five minutes. */
const REFUSED_ONCE = 'switchover in progress';

function healthy(facts: Facts): Verdict {
  const { ready, wanted } = facts;
  if (ready < wanted) return { state: 'degraded', reason: `${ready} of ${wanted} instances are ready; CloudNativePG is repairing it.` };
  if (ready > wanted) return { state: 'updating', reason: `${ready - wanted} instance(s) are being removed.` };
  return inconsistency(facts) ?? archivingFault(facts) ?? volumeChange(facts) ?? { state: 'available', reason: null };
}

/** Not while no instance could be asked, which the same condition says in other words. */
function inconsistency({ conditions }: Facts): Verdict | undefined {
  const found = conditions.get('ConsistentSystemID');
  if (found?.status !== 'False' || found.reason !== 'Mismatch') return undefined;
  return {
    state: 'degraded',
    reason: `Its instances hold the data of different databases (${found.message}). Tell the operator of the platform: instances that do not belong have to be made anew.`,
  };
}

function archivingFault({ archived, conditions }: Facts): Verdict | undefined {
  const archiving = conditions.get('ContinuousArchiving');
  if (!archived || archiving?.status !== 'False' || archiving.message.includes(REFUSED_ONCE)) return undefined;
  return { state: 'degraded', reason: `Writes are not reaching the backup store: ${archiving.message}` };
}

function volumeChange({ growing, conditions }: Facts): Verdict | undefined {
  if (conditions.get('Ready')?.reason === 'DetachedVolume')
    return { state: 'updating', reason: 'A volume is being added, instance after instance.' };
  return growing.length > 0 ? { state: 'updating', reason: `Volumes are being made larger: ${growing.join(', ')}.` } : undefined;
}

const failed = ({ phaseReason }: Facts, sentence: string): Verdict => ({
  state: 'failed',
  reason: phaseReason ? `${sentence} (${phaseReason})` : sentence,
});

const platformFault = (what: string): Verdict => ({
  state: 'degraded',
  reason: `The database works, but ${what}. Tell the operator of the platform.`,
});
