/**
 * Which metrics there are in the Prometheus of the GitOps tree, with their labels: what the API really exposes, what the
 * rules record, and what the documentation of others promises.
 */
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { metrics } from '../../api/subscribers/metrics.ts';
import { RECORDING_GROUPS } from '../../constructs/manifests/alerts.ts';
import { databaseOf } from './memory-backend.ts';

/** Labels by the name of a metric. */
export type KnownMetrics = ReadonlyMap<string, readonly string[]>;

/** What Prometheus' operator adds to each series of a ServiceMonitor or a PodMonitor. */
const OF_TARGETS = ['job', 'instance', 'namespace', 'pod', 'container', 'endpoint'];
/** `podTargetLabels` of the monitor of databases, as Prometheus spells them. */
const OF_PODS = ['postgres_paas_io_project', 'postgres_paas_io_database', 'cnpg_io_cluster', 'cnpg_io_instanceRole', 'cnpg_io_poolerName'];

/**
 * CloudNativePG 1.30.0 on PostgreSQL 16 to 18, by prefix: labels, and the rest of the names. From the sample in
 * `docs/src/monitoring.md` ("Monitoring instances") and the queries of `config/manager/default-monitoring.yaml`, whose
 * metrics are called `cnpg_<query>_<column>`.
 */
const CLOUDNATIVEPG: readonly (readonly [prefix: string, labels: string, names: string])[] = [
  ['collector', '', 'collections_total fencing_on nodes_used last_collection_error manual_switchover_required replica_mode'],
  ['collector', '', 'last_failed_backup_timestamp last_available_backup_timestamp first_recoverability_point'],
  ['collector', 'collector', 'collection_duration_seconds collection_errors_total'],
  ['collector', 'value', 'pg_wal pg_wal_archive_status sync_replicas'],
  ['collector', 'cluster', 'up'],
  ['collector', 'cluster full', 'postgres_version'],
  ['collector', 'stats_reset', 'wal_buffers_full wal_bytes wal_fpi wal_records wal_sync wal_sync_time wal_write wal_write_time'],
  ['backends', 'datname usename application_name state', 'total max_tx_duration_seconds'],
  ['backends_waiting', '', 'total'],
  ['pg_database', 'datname', 'size_bytes xid_age mxid_age'],
  ['pg_postmaster', '', 'start_time'],
  ['pg_replication', '', 'lag in_recovery is_wal_receiver_up streaming_replicas'],
  ['pg_replication_slots', 'slot_name slot_type database', 'active pg_wal_lsn_diff'],
  ['pg_stat_archiver', '', 'archived_count failed_count seconds_since_last_archival seconds_since_last_failure stats_reset_time'],
  ['pg_stat_archiver', '', 'last_archived_time last_failed_time last_archived_wal_start_lsn last_failed_wal_start_lsn'],
  ['pg_stat_bgwriter', '', 'checkpoints_timed checkpoints_req checkpoint_write_time checkpoint_sync_time buffers_checkpoint'],
  ['pg_stat_bgwriter', '', 'buffers_clean maxwritten_clean buffers_backend buffers_backend_fsync buffers_alloc stats_reset_time'],
  ['pg_stat_checkpointer', '', 'checkpoints_timed checkpoints_req restartpoints_timed restartpoints_req restartpoints_done'],
  ['pg_stat_checkpointer', '', 'write_time sync_time buffers_written stats_reset_time'],
  ['pg_stat_database', 'datname', 'xact_commit xact_rollback blks_read blks_hit blk_read_time blk_write_time conflicts deadlocks'],
  ['pg_stat_database', 'datname', 'tup_returned tup_fetched tup_inserted tup_updated tup_deleted temp_files temp_bytes'],
  ['pg_stat_replication', 'usename application_name client_addr client_port', 'backend_start backend_xmin_age'],
  ['pg_stat_replication', 'usename application_name client_addr client_port', 'sent_diff_bytes write_diff_bytes flush_diff_bytes'],
  ['pg_stat_replication', 'usename application_name client_addr client_port', 'replay_diff_bytes write_lag_seconds flush_lag_seconds'],
  ['pg_stat_replication', 'usename application_name client_addr client_port', 'replay_lag_seconds'],
  ['pg_settings', 'name', 'setting'],
  ['pg_extensions', 'datname extname default_version installed_version', 'update_available'],
];

/** What kube-prometheus-stack brings: Prometheus itself, the kubelet (Kubernetes metrics reference), kube-state-metrics (docs/metrics). */
const CLUSTER: Readonly<Record<string, readonly string[]>> = {
  up: [...OF_TARGETS, 'service', ...OF_PODS],
  kubelet_volume_stats_used_bytes: ['namespace', 'persistentvolumeclaim'],
  kubelet_volume_stats_capacity_bytes: ['namespace', 'persistentvolumeclaim'],
  kube_horizontalpodautoscaler_spec_max_replicas: ['namespace', 'horizontalpodautoscaler'],
  kube_horizontalpodautoscaler_status_desired_replicas: ['namespace', 'horizontalpodautoscaler'],
};

export async function knownMetrics(): Promise<KnownMetrics> {
  const recorded = RECORDING_GROUPS.flatMap(({ rules = [] }) => rules.map(({ record = '' }): [string, string[]] => [record, []]));
  const exported = CLOUDNATIVEPG.flatMap(([prefix, labels, names]) =>
    words(names).map((name): [string, string[]] => [`cnpg_${prefix}_${name}`, [...words(labels), ...OF_TARGETS, ...OF_PODS]]),
  );
  return new Map([...recorded, ...exported, ...Object.entries(CLUSTER), ...(await exposedByApi())]);
}

const words = (text: string) => text.split(' ').filter((word) => word !== '');

/** From /metrics itself, after everything that it counts has happened once. */
async function exposedByApi(): Promise<[string, string[]][]> {
  const meters = metrics();
  const database = databaseOf({ project: 'shop', name: 'orders' }, SPEC_DEFAULTS, 1);
  meters.watch({ known: () => [database] });
  meters.kubernetesWatch({ connected: true, heardAt: 0, relists: 0, unparsable: 0 });
  meters.requests.begin('GET')('/api/databases', 200);
  meters.reconciled('start', 1, true);
  const samples = [...(await meters.render()).matchAll(/^([a-z_0-9]+)(?:{(.*)})? \S+$/gm)];
  const labelsOf = (text: string) => [...text.matchAll(/(\w+)="/g)].map(([, label = '']) => label);
  return samples.map(([, name = '', labels = '']) => [name, [...labelsOf(labels), ...OF_TARGETS, 'service']]);
}
