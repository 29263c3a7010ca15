/** All instances of the database that is looked at, and its primary alone. */
export const ALL = 'namespace="$namespace",cnpg_io_cluster="$cluster"';
export const PRIMARY = `${ALL},cnpg_io_instanceRole="primary"`;
/** CloudNativePG names volumes after their instance: `orders-1`, and `orders-1-wal` when WAL has one of its own. */
const VOLUMES = 'namespace="$namespace",persistentvolumeclaim=~"$cluster-[0-9]+(-wal)?"';

const rate = (metric: string, matchers = PRIMARY) => `rate(${metric}{${matchers}}[$__rate_interval])`;
export const total = (metric: string) => `sum(${rate(metric)})`;
export const fullness = `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${VOLUMES}} / kubelet_volume_stats_capacity_bytes{${VOLUMES}})`;
/** PostgreSQL 17 moved the counters of checkpoints to a view of their own. */
export const checkpoints = (column: string, before17 = column) =>
  `sum(${rate(`cnpg_pg_stat_checkpointer_${column}`)} or ${rate(`cnpg_pg_stat_bgwriter_${before17}`)})`;
export const perMinute = (expr: string) => `60 * ${expr}`;
