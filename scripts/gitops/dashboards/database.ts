import { QueryVariableBuilder, VariableRefresh, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { DATASOURCE, dashboard, type Line } from './dashboard.ts';
import { ALL, fullness, PRIMARY, perMinute, total } from './database-series.ts';
import { replication, storage, wal, writing } from './database-storage.ts';

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
