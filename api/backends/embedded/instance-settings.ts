import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSpec, Flavour } from '../../domain/database.ts';
import { parameterAmount } from '../../domain/parameters.ts';
import type { Binaries } from './postgres/binaries.ts';
import { replicationOptions } from './postgres/session.ts';
import { type Settings, settingsFile } from './settings-file.ts';

/** Everything that decides how one server is set up. */
export interface InstanceSetup {
  readonly spec: DatabaseSpec;
  readonly port: number;
  /** Where all servers of this installation listen. */
  readonly sockets: string;
  readonly clusterName: string;
  /** Libraries that every session has. */
  readonly preload: readonly string[];
  /** Of the limit that storageGiB sets. */
  readonly storageBytes: number;
  /** The database has used up its storage. */
  readonly readOnly: boolean;
  /** What a primary waits for; empty for nobody. */
  readonly syncMembers: readonly number[];
  /** Undefined on the primary. */
  readonly follows: Following | undefined;
  /** What it may not fall below, of {@link FLOOR_PARAMETERS}: a replica has to have what its primary runs with. */
  readonly floor: Floor;
  /** False only in tests. */
  readonly durable: boolean;
}

export interface Following {
  readonly ordinal: number;
  readonly primaryPort: number;
  /** PostgreSQL logs `primary_conninfo` whenever it changes, so the password stands in a file of its own. */
  readonly passwordFile: string;
}

/** Values of settings, by name. */
export type Floor = Readonly<Record<string, string>>;

/** The text of a server's postgresql.conf and a fingerprint that the running server tells as `paas.fingerprint`. */
export interface Configuration {
  readonly text: string;
  readonly fingerprint: string;
}

/** The extension with the statistics of statements, and its library. */
export const STATISTICS = 'pg_stat_statements';

export const SUPERUSER = 'postgres';
export const REPLICATION_USER = 'replicator';
export const TENANT = 'app';

/** In the folder of each server, in the format of libpq's password file. */
export const REPLICATION_PASSWORD_FILE = 'replication.pass';

/** Names of a replica: of its slot on the primary and of its connection there. */
export const replicaName = (ordinal: number) => `replica_${ordinal}`;

/**
 * Who may come in: the tenant into their database, the platform itself, its replicas, nobody else. All come through the
 * socket, the tenant by way of the endpoint, which lets in no other user and requires TLS.
 */
export const HBA = [
  `local ${TENANT} ${TENANT} scram-sha-256`,
  `local all ${SUPERUSER} scram-sha-256`,
  `local replication ${REPLICATION_USER} scram-sha-256`,
  '',
].join('\n');

/** Far less than the flavour's memory: on a laptop many servers share one machine. */
const MEMORY: Readonly<Record<Flavour, Settings>> = {
  small: { shared_buffers: '16MB', effective_cache_size: '512MB', maintenance_work_mem: '32MB' },
  medium: { shared_buffers: '64MB', effective_cache_size: '2GB', maintenance_work_mem: '64MB' },
  large: { shared_buffers: '256MB', effective_cache_size: '8GB', maintenance_work_mem: '256MB' },
};

/** PostgreSQL's own defaults, where they are needed for comparison, or ours. */
const NOT_BELOW_PRIMARY_DEFAULTS: Readonly<Record<string, string>> = {
  max_connections: '50',
  max_locks_per_transaction: '64',
  max_prepared_transactions: '0',
  max_worker_processes: '8',
};

/** Of `max_connections`: only the platform may take them. However many clients come, it sees how the server is, and can work on it. */
const RESERVED_CONNECTIONS = 8;

/** The settings that a replica must have at least as high as its primary and that a tenant may set. */
export const FLOOR_PARAMETERS = Object.keys(NOT_BELOW_PRIMARY_DEFAULTS);

export function configurationOf(setup: InstanceSetup): Configuration {
  const settings = settingsOf(setup);
  const fingerprint = createHash('sha256').update(settingsFile(settings)).digest('hex').slice(0, 16);
  return { text: settingsFile({ ...settings, 'paas.fingerprint': fingerprint }), fingerprint };
}

/** Later lines win: what the platform relies on stands behind what the tenant may choose. */
function settingsOf(setup: InstanceSetup): Settings {
  return {
    ...MEMORY[setup.spec.flavour],
    ...walSettings(setup.spec),
    ...NOT_BELOW_PRIMARY_DEFAULTS,
    ...setup.spec.parameters,
    ...Object.fromEntries(FLOOR_PARAMETERS.map((name) => [name, higherOf(name, wantedOf(name, setup.spec), setup.floor[name])])),
    temp_file_limit: temporaryBytes(setup),
    ...(setup.follows ? replicaSettings(setup, setup.follows) : {}),
    ...(setup.readOnly ? { default_transaction_read_only: true } : {}),
    ...(setup.spec.version >= 18 ? { io_method: 'sync' } : {}),
    ...FIXED,
    ...preloadSettings(setup.preload),
    synchronous_standby_names: syncNames(setup),
    port: setup.port,
    unix_socket_directories: setup.sockets,
    cluster_name: setup.clusterName,
    ...(setup.durable ? {} : { fsync: false }),
  };
}

/** One session never takes more than the whole database may; only a superuser can change it. */
function temporaryBytes({ spec, storageBytes }: InstanceSetup): string {
  const wanted = parameterAmount('temp_file_limit', spec.parameters.temp_file_limit ?? '-1') ?? -1;
  const bytes = wanted < 0 ? storageBytes : Math.min(wanted, storageBytes);
  return `${Math.min(Math.floor(bytes / 1024), MOST_KILOBYTES)}kB`;
}

/** PostgreSQL counts them as a 32-bit integer. */
const MOST_KILOBYTES = 2 ** 31 - 1;

/** Few statements are remembered, since their texts take space on the disk; those of earlier runs are not. */
const preloadSettings = (libraries: readonly string[]): Settings => ({
  shared_preload_libraries: libraries.join(','),
  ...(libraries.includes(STATISTICS) ? { 'pg_stat_statements.max': 1000, 'pg_stat_statements.save': false } : {}),
});

/** Whether a PostgreSQL comes with a library: distributions put them into different places. */
export const hasLibrary = ({ home }: Binaries, name: string): boolean =>
  ['lib', 'lib/postgresql'].some((folder) => ['so', 'dylib'].some((suffix) => existsSync(join(home, folder, `${name}.${suffix}`))));

/** How many clients a server can have at once. */
export const clientSeats = ({ parameters }: Pick<DatabaseSpec, 'parameters'>): number =>
  Number(parameters.max_connections ?? NOT_BELOW_PRIMARY_DEFAULTS.max_connections) - RESERVED_CONNECTIONS;

const FIXED: Settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  ssl: false,
  superuser_reserved_connections: RESERVED_CONNECTIONS,
  password_encryption: 'scram-sha-256',
  wal_level: 'replica',
  hot_standby: true,
  max_wal_senders: 10,
  max_replication_slots: 10,
  wal_retrieve_retry_interval: '200ms',
  wal_receiver_timeout: '10s',
  wal_sender_timeout: '10s',
  restart_after_crash: true,
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  default_text_search_config: 'pg_catalog.english',
  // read by postgres/log-lines.ts; SQLSTATE before %q, since processes without a session have one as well
  log_line_prefix: '%m [%p] %e %q%u@%d ',
};

/** WAL counts as used storage, so a small database keeps little. A replica that falls further behind is copied anew. */
function walSettings({ storageGiB }: DatabaseSpec): Settings {
  const keepMb = Math.max(256, storageGiB * 256);
  return { max_wal_size: storageGiB >= 8 ? '1GB' : '128MB', min_wal_size: '32MB', max_slot_wal_keep_size: `${keepMb}MB` };
}

function replicaSettings({ spec, sockets }: InstanceSetup, { ordinal, primaryPort, passwordFile }: Following): Settings {
  const name = replicaName(ordinal);
  // known to libpq since 16
  const proof = spec.version >= 16 ? ' require_auth=scram-sha-256' : '';
  const address = `host=${sockets} port=${primaryPort} user=${REPLICATION_USER} passfile='${passwordFile}'${proof}`;
  return {
    primary_conninfo: `${address} application_name=${name} options='${replicationOptions(spec.version)}'`,
    primary_slot_name: name,
  };
}

/** What is asked for, of the settings a replica may not fall below; or what a server has when nothing is. */
export const wantedOf = (name: string, { parameters }: Pick<DatabaseSpec, 'parameters'>): string =>
  parameters[name] ?? NOT_BELOW_PRIMARY_DEFAULTS[name] ?? '0';

/** The higher of two values of a setting. */
const higherOf = (name: string, one: string, other = one): string =>
  (parameterAmount(name, other) ?? 0) > (parameterAmount(name, one) ?? 0) ? other : one;

/** The higher value of each setting that is in both. */
export const highest = (one: Floor, other: Floor): Floor => ({
  ...other,
  ...Object.fromEntries(Object.entries(one).map(([name, value]) => [name, higherOf(name, value, other[name])])),
});

/** Those that are asked to be lower than they are. */
export const loweredBelow = (floor: Floor, spec: Pick<DatabaseSpec, 'parameters'>): readonly string[] =>
  FLOOR_PARAMETERS.filter((name) => higherOf(name, wantedOf(name, spec), floor[name]) !== wantedOf(name, spec));

function syncNames({ syncMembers, follows }: InstanceSetup): string {
  if (follows || syncMembers.length === 0) return '';
  return `ANY 1 (${syncMembers.map(replicaName).join(', ')})`;
}
