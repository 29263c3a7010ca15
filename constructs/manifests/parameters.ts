import type { Size } from './props.ts';

/** PostgreSQL settings that follow from an instance's memory, as its documentation advises: a quarter for shared buffers. */
export function memoryParameters({ memoryMiB }: Size): Record<string, string> {
  return {
    shared_buffers: `${Math.floor(memoryMiB / 4)}MB`,
    effective_cache_size: `${Math.floor((memoryMiB * 3) / 4)}MB`,
    maintenance_work_mem: `${Math.max(16, Math.floor(memoryMiB / 16))}MB`,
  };
}

/**
 * A replica that has lost its primary looks for the new one each second. By default it waits 5 s between two tries, and
 * until it is back no commit of a synchronous database ends.
 */
export const REPLICA_PARAMETERS: Readonly<Record<string, string>> = { wal_retrieve_retry_interval: '1s' };

/** Setting one of its parameters has CloudNativePG load pg_stat_statements and create the extension. As few as on a laptop. */
export const STATISTICS_PARAMETERS: Readonly<Record<string, string>> = { 'pg_stat_statements.max': '1000' };

/** Keeps a burst of writes between checkpoints from filling the volume: an eighth of what WAL may take. */
export function walParameters(walGiB: number): Record<string, string> {
  const megabytes = Math.min(4096, Math.max(256, Math.floor((walGiB * 1024) / 8)));
  return { max_wal_size: `${megabytes}MB`, max_slot_wal_keep_size: `${megabytes * 2}MB` };
}
