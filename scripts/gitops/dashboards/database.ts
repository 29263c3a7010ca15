import { QueryVariableBuilder, VariableRefresh, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { DATASOURCE, dashboard, type Line } from './dashboard.ts';

/** All instances of the database that is looked at, and its primary alone. */
const ALL = 'namespace="$namespace",cnpg_io_cluster="$cluster"';
const PRIMARY = `${ALL},cnpg_io_instanceRole="primary"`;
/** CloudNativePG names volumes after their instance: `orders-1`, and `orders-1-wal` when WAL has one of its own. */
const VOLUMES = 'namespace="$namespace",persistentvolumeclaim=~"$cluster-[0-9]+(-wal)?"';

const rate = (metric: string, matchers = PRIMARY) => `rate(${metric}{${matchers}}[$__rate_interval])`;
const total = (metric: string) => `sum(${rate(metric)})`;
const fullness = `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${VOLUMES}} / kubelet_volume_stats_capacity_bytes{${VOLUMES}})`;
/** PostgreSQL 17 moved the counters of checkpoints to a view of their own. */
const checkpoints = (column: string, before17 = column) =>
  `sum(${rate(`cnpg_pg_stat_checkpointer_${column}`)} or ${rate(`cnpg_pg_stat_bgwriter_${before17}`)})`;
const perMinute = (expr: string) => `60 * ${expr}`;

const variable = (name: string, label: string, query: string) =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

const now: Line = {
  kind: 'figures',
  panels: [
    {
      title: 'Instances that are up',
      description: 'Primary and replicas whose PostgreSQL answers.',
      unit: units.Short,
      queries: { up: `sum(cnpg_collector_up{${ALL}})` },
      limits: { good: 'above', bad: 1 },
    },
    {
      title: 'Connections in use',
      description: 'Of those that the primary accepts. Near 100 % clients are refused: use a pooler, or raise max_connections.',
      unit: units.PercentUnit,
      queries: { used: `sum(cnpg_backends_total{${PRIMARY}}) / max(cnpg_pg_settings_setting{${PRIMARY},name="max_connections"})` },
      limits: { good: 'below', bad: 0.9 },
    },
    {
      title: 'Transactions per second',
      description: 'Committed and rolled back on the primary.',
      unit: units.Short,
      queries: { transactions: `${total('cnpg_pg_stat_database_xact_commit')} + ${total('cnpg_pg_stat_database_xact_rollback')}` },
    },
    {
      title: 'Lag of the slowest replica',
      description: 'How old what it shows may be. More than a minute for five is the alert ReplicationLag.',
      unit: units.Seconds,
      queries: { lag: `max(cnpg_pg_replication_lag{${ALL}})` },
      limits: { good: 'below', bad: 60 },
    },
    {
      title: 'Fullest volume',
      description: 'At 95 % writes are about to stop; growing storageGiB works online.',
      unit: units.PercentUnit,
      queries: { full: `max(${fullness})` },
      limits: { good: 'below', bad: 0.85 },
    },
    {
      title: 'Since WAL was archived last',
      description: 'A quiet database archives every five minutes at the latest. Nothing here: it has no backups.',
      unit: units.Seconds,
      queries: { archived: `max(cnpg_pg_stat_archiver_seconds_since_last_archival{${PRIMARY}}) >= 0` },
      limits: { good: 'below', bad: 900 },
    },
  ],
};

const connections: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Connections by state',
      description: 'Many that are idle in a transaction hold locks and keep vacuum from cleaning up.',
      unit: units.Short,
      queries: {
        '{{state}}': `sum by (state) (cnpg_backends_total{${PRIMARY}})`,
        'at most': `max(cnpg_pg_settings_setting{${PRIMARY},name="max_connections"})`,
      },
    },
    {
      title: 'Longest transaction',
      description: 'By state of its connection.',
      unit: units.Seconds,
      queries: { '{{state}}': `max by (state) (cnpg_backends_max_tx_duration_seconds{${PRIMARY}})` },
    },
    {
      title: 'Connections that wait for a lock',
      description: 'Pairs of a connection that waits and one that holds what it waits for.',
      unit: units.Short,
      queries: { waiting: `max(cnpg_backends_waiting_total{${PRIMARY}})` },
    },
  ],
};

const transactions: readonly Line[] = [
  {
    kind: 'graphs',
    panels: [
      {
        title: 'Transactions per second, by outcome',
        description: 'Rolled back ones are errors of an application, or its way to work.',
        unit: units.Short,
        queries: { committed: total('cnpg_pg_stat_database_xact_commit'), 'rolled back': total('cnpg_pg_stat_database_xact_rollback') },
      },
      {
        title: 'Rows changed per second',
        description: 'What the application writes.',
        unit: units.Short,
        queries: {
          inserted: total('cnpg_pg_stat_database_tup_inserted'),
          updated: total('cnpg_pg_stat_database_tup_updated'),
          deleted: total('cnpg_pg_stat_database_tup_deleted'),
        },
      },
    ],
  },
  {
    kind: 'graphs',
    panels: [
      {
        title: 'Blocks found in memory',
        description: 'Below 99 % for long: a larger flavour may help, or an index.',
        unit: units.PercentUnit,
        queries: {
          hits: `${total('cnpg_pg_stat_database_blks_hit')} / (${total('cnpg_pg_stat_database_blks_hit')} + ${total('cnpg_pg_stat_database_blks_read')})`,
        },
      },
      {
        title: 'Deadlocks per minute',
        description: 'Transactions that PostgreSQL ended because two waited for each other.',
        unit: units.Short,
        queries: { deadlocks: perMinute(total('cnpg_pg_stat_database_deadlocks')) },
      },
      {
        title: 'Temporary files',
        description: 'Sorts and joins that did not fit into work_mem.',
        unit: units.BytesPerSecondIEC,
        queries: { written: total('cnpg_pg_stat_database_temp_bytes') },
      },
    ],
  },
];

const replication: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Lag of each replica in seconds',
      description: 'Since the last transaction that it replayed, while there is something to replay.',
      unit: units.Seconds,
      queries: { '{{pod}}': `max by (pod) (cnpg_pg_replication_lag{${ALL},cnpg_io_instanceRole="replica"})` },
    },
    {
      title: 'Lag of each replica in bytes',
      description: 'WAL of the primary that it has not replayed yet. Grows: a slow disk, a slow network, or a long query on the replica.',
      unit: units.BytesIEC,
      queries: { '{{application_name}}': `max by (application_name) (cnpg_pg_stat_replication_replay_diff_bytes{${PRIMARY}})` },
    },
    {
      title: 'WAL kept for replication slots',
      description: 'A slot whose reader is away keeps WAL on the volume until it is full.',
      unit: units.BytesIEC,
      queries: { '{{slot_name}}': `max by (slot_name) (cnpg_pg_replication_slots_pg_wal_lsn_diff{${PRIMARY}})` },
    },
  ],
};

const storage: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Volumes: share in use',
      description: 'Above 85 % is the alert StorageAlmostFull, above 95 % StorageFull.',
      unit: units.PercentUnit,
      queries: { '{{persistentvolumeclaim}}': fullness },
    },
    {
      title: 'Size of each database',
      description: 'On the primary, without WAL.',
      unit: units.BytesIEC,
      queries: { '{{datname}}': `max by (datname) (cnpg_pg_database_size_bytes{${PRIMARY}})` },
    },
    {
      title: 'Age of the oldest transaction id',
      description: 'Vacuum brings it back to 200 million or less. At two thousand million PostgreSQL stops accepting writes.',
      unit: units.Short,
      queries: { '{{datname}}': `max by (datname) (cnpg_pg_database_xid_age{${PRIMARY}})` },
    },
  ],
};

const wal: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'WAL written',
      description: 'What replicas and the archive must keep up with.',
      unit: units.BytesPerSecondIEC,
      queries: { written: total('cnpg_collector_wal_bytes') },
    },
    {
      title: 'WAL on the volume',
      description: 'Grows without limit when the archive or a slot holds it.',
      unit: units.BytesIEC,
      queries: { '{{pod}}': `max by (pod) (cnpg_collector_pg_wal{${ALL},value="size"})` },
    },
    {
      title: 'WAL files that wait for the archive',
      description: 'And how many attempts fail in a minute. See the alert ArchivingFails.',
      unit: units.Short,
      queries: {
        waiting: `max(cnpg_collector_pg_wal_archive_status{${PRIMARY},value="ready"})`,
        'failed per minute': perMinute(total('cnpg_pg_stat_archiver_failed_count')),
      },
    },
  ],
};

const writing: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Checkpoints per minute',
      description: 'Requested ones come before their time, because max_wal_size was reached: many of them make writes slow.',
      unit: units.Short,
      queries: { timed: perMinute(checkpoints('checkpoints_timed')), requested: perMinute(checkpoints('checkpoints_req')) },
    },
    {
      title: 'Time spent on checkpoints',
      description: 'Milliseconds in each second. Writing is spread out on purpose; synchronising is what others feel.',
      unit: units.Milliseconds,
      queries: {
        writing: checkpoints('write_time', 'checkpoint_write_time'),
        synchronising: checkpoints('sync_time', 'checkpoint_sync_time'),
      },
    },
  ],
};

/** How is this one database, and what is it busy with? */
export const databaseDashboard = () =>
  dashboard({
    uid: 'postgres-paas-database',
    title: 'One database',
    description:
      'Connections, transactions, replication, storage, WAL and checkpoints of one database, from the exporters of CloudNativePG.',
    variables: [
      variable('namespace', 'Project (namespace)', 'label_values(cnpg_collector_up, namespace)'),
      variable('cluster', 'Database', 'label_values(cnpg_collector_up{namespace="$namespace"}, cnpg_io_cluster)'),
    ],
    rows: {
      Now: [now],
      Connections: [connections],
      Transactions: transactions,
      Replication: [replication],
      Storage: [storage],
      'WAL and checkpoints': [wal, writing],
    },
  });
