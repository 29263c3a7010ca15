import * as units from '@grafana/grafana-foundation-sdk/units';
import type { Line } from './dashboard.ts';
import { ALL, checkpoints, fullness, PRIMARY, perMinute, total } from './database-series.ts';

export const replication: Line = {
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

export const storage: Line = {
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

export const wal: Line = {
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

export const writing: Line = {
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
