import { ANNOTATIONS, metadataFor, type Owner, podLabels } from './labels.ts';
import type { Cluster } from './objects.ts';
import { memoryParameters, REPLICA_PARAMETERS, STATISTICS_PARAMETERS, walParameters } from './parameters.ts';
import type { DatabaseProps, Delays, Platform, Size } from './props.ts';

type ClusterSpec = Cluster['spec'];

/** The name of the database and of the role that owns it, in every Cluster. */
const APP = 'app';

/** Upper and lower case of every script, sorted by code point: the same on every machine, whatever its libc. */
const LOCALE = { localeCollate: 'C.UTF-8', localeCType: 'C.UTF-8' };

/** Readiness and start may be probed often; this long a start may take, for example while a large WAL is replayed. */
const START_SECONDS = 3600;

/** The CloudNativePG Cluster of one database. The same input gives the same object, byte for byte. */
export function cluster(props: DatabaseProps, platform: Platform, owner: Owner = 'postgres-paas'): Cluster {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { ...metadataFor(props, props.name, owner), annotations: annotations(props, owner) },
    spec: clusterSpec(props, platform),
  };
}

/** What Git describes is protected from Argo CD as well: it neither prunes it nor takes it along with its application. */
function annotations({ parameters, deletionProtection }: DatabaseProps, owner: Owner): Record<string, string> {
  return {
    [ANNOTATIONS.parameters]: JSON.stringify(Object.keys(parameters).toSorted()),
    [ANNOTATIONS.deletionProtection]: String(deletionProtection),
    ...(deletionProtection && owner === 'gitops' && { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }),
  };
}

/** What a Cluster is, whatever it is called and whoever it belongs to. */
export function clusterSpec(props: DatabaseProps, platform: Platform): ClusterSpec {
  const size = platform.sizes[props.flavour];
  return {
    ...(props.description !== '' && { description: props.description }),
    instances: props.instances,
    imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ClusterImageCatalog', name: platform.imageCatalog, major: props.version },
    inheritedMetadata: { labels: podLabels(props) },
    bootstrap: { initdb: { database: APP, owner: APP, dataChecksums: true, encoding: 'UTF8', ...LOCALE } },
    postgresql: postgresql(props, size),
    resources: resources(size),
    ...volumes(props, platform, size),
    affinity: affinity(platform),
    // a budget for a lone instance would block every drain of its node for ever
    enablePDB: props.instances > 1,
    enableSuperuserAccess: false,
    primaryUpdateStrategy: 'unsupervised',
    primaryUpdateMethod: props.instances > 1 ? 'switchover' : 'restart',
    ...delays(platform.delays),
    probes: probes(platform.probePeriodSeconds),
    ...(platform.serverNames.length > 0 && { certificates: { serverAltDNSNames: [...platform.serverNames] } }),
    ...(platform.objectStore && { plugins: [backupPlugin(props, platform.objectStore)] }),
  };
}

function postgresql(props: DatabaseProps, size: Size): NonNullable<ClusterSpec['postgresql']> {
  const walGiB = size.walStorageGiB || props.storageGiB / 2;
  return {
    parameters: {
      ...memoryParameters(size),
      ...walParameters(walGiB),
      ...REPLICA_PARAMETERS,
      ...STATISTICS_PARAMETERS,
      ...props.parameters,
    },
    // without the quorum a failover may choose a replica that lacks an acknowledged row, while the one that has it is not available
    ...(props.synchronous && { synchronous: { method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true } }),
  };
}

function resources({ cpuMillis, memoryMiB }: Size): NonNullable<ClusterSpec['resources']> {
  // as Kubernetes writes quantities: in another form every comparison finds a difference
  const cpu = cpuMillis % 1000 === 0 ? `${cpuMillis / 1000}` : `${cpuMillis}m`;
  const memory = memoryMiB % 1024 === 0 ? `${memoryMiB / 1024}Gi` : `${memoryMiB}Mi`;
  const all = { cpu, memory };
  return { requests: all, limits: all };
}

function volumes(
  { storageGiB }: DatabaseProps,
  { storageClass }: Platform,
  { walStorageGiB }: Size,
): Pick<ClusterSpec, 'storage' | 'walStorage'> {
  const volume = (gibibytes: number) => ({ size: `${gibibytes}Gi`, ...(storageClass && { storageClass }) });
  return { storage: volume(storageGiB), ...(walStorageGiB > 0 && { walStorage: volume(walStorageGiB) }) };
}

function delays({ switchoverSeconds, stopSeconds, smartShutdownSeconds, primaryLeaseSeconds }: Delays): Partial<ClusterSpec> {
  return {
    switchoverDelay: switchoverSeconds,
    stopDelay: stopSeconds,
    smartShutdownTimeout: smartShutdownSeconds,
    primaryLease: {
      leaseDurationSeconds: primaryLeaseSeconds,
      // in the proportions of CloudNativePG's 15, 10 and 2
      renewDeadlineSeconds: Math.ceil((primaryLeaseSeconds * 2) / 3),
      retryPeriodSeconds: Math.ceil(primaryLeaseSeconds / 8),
    },
  };
}

function affinity({ antiAffinity }: Platform): NonNullable<ClusterSpec['affinity']> {
  if (antiAffinity === 'off') return { enablePodAntiAffinity: false };
  return { enablePodAntiAffinity: true, podAntiAffinityType: antiAffinity, topologyKey: 'kubernetes.io/hostname' };
}

function probes(periodSeconds: number): NonNullable<ClusterSpec['probes']> {
  return { startup: { periodSeconds, failureThreshold: Math.ceil(START_SECONDS / periodSeconds) }, readiness: { periodSeconds } };
}

/** Barman takes the WAL archive away from the volume; CloudNativePG 1.31 removes the method that was built in. */
const backupPlugin = (props: DatabaseProps, objectStore: string) => ({
  name: 'barman-cloud.cloudnative-pg.io',
  isWALArchiver: true,
  parameters: { barmanObjectName: objectStore, serverName: archiveName(props) },
});

/** An archive that is not empty blocks a new Cluster, so neither projects nor databases that follow each other share one. */
const archiveName = ({ project, name, incarnation }: DatabaseProps) => [project, name, ...(incarnation ? [incarnation] : [])].join('.');
