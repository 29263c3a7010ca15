/** What a tenant asks for. Checked before it gets here (api/contract), so the rest of the code may trust it. */
export interface DatabaseSpec {
  /** PostgreSQL major version. */
  readonly version: number;
  /** Servers that hold the data: one primary, the others its streaming replicas. 1 to 5. */
  readonly instances: number;
  /** CPU and memory of each instance; see {@link FLAVOURS}. */
  readonly flavour: Flavour;
  /** Grows only: no backend can shrink a volume that is in use. */
  readonly storageGiB: number;
  /** A commit waits for one replica, so that losing the primary loses no acknowledged row. Needs two instances or more. */
  readonly synchronous: boolean;
  /** PostgreSQL settings of the allow-list (parameters.ts), as text in PostgreSQL's own notation: `{"work_mem": "8MB"}`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** While true, DELETE is refused. */
  readonly deletionProtection: boolean;
  /** What it is for, in the words of whoever owns it; may be empty. */
  readonly description: string;
}

export type Flavour = 'small' | 'medium' | 'large';

/** What an instance of each flavour may use. On a laptop nothing enforces the CPU figure; memory becomes PostgreSQL settings. */
export type Flavours = Readonly<Record<Flavour, { readonly cpu: number; readonly memoryMiB: number }>>;

export const FLAVOURS: Flavours = {
  small: { cpu: 1, memoryMiB: 1024 },
  medium: { cpu: 2, memoryMiB: 4096 },
  large: { cpu: 4, memoryMiB: 16_384 },
};

/** What POST fills in for fields that are not given, and what a spec says that was stored before there was the field. */
export const SPEC_DEFAULTS: DatabaseSpec = {
  version: 18,
  instances: 1,
  flavour: 'small',
  storageGiB: 10,
  synchronous: false,
  parameters: {},
  labels: {},
  deletionProtection: false,
  description: '',
};

/**
 * A spec as it was stored, perhaps by an older release: fields that it lacks have their defaults, those that are no more are
 * left out. @throws Error for a field whose value is of another type
 */
export function storedSpec(stored: unknown): DatabaseSpec {
  if (typeof stored !== 'object' || stored === null) throw new Error(`There is no spec in ${JSON.stringify(stored)}.`);
  const given = new Map<string, unknown>(Object.entries(stored));
  const fields = Object.entries(SPEC_DEFAULTS).map(([field, usual]) => {
    const value = given.get(field) ?? usual;
    if (!isLike(value, usual)) throw new Error(`The stored field "${field}" cannot be ${JSON.stringify(value)}.`);
    return [field, value];
  });
  return Object.fromEntries(fields);
}

function isLike(value: unknown, usual: unknown): boolean {
  if (typeof usual !== 'object') return typeof value === typeof usual;
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
}

/** Names are unique within a project; in Kubernetes a project is a namespace. */
export interface DatabaseRef {
  readonly project: string;
  readonly name: string;
}

/** One database as everybody sees it. Never changed in place: a new object for every change, so identity means "the same". */
export interface Database extends DatabaseRef {
  readonly id: string;
  /** Changes with every accepted write; the ETag of the resource. */
  readonly revision: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** When the spec was last changed; RFC 3339, UTC. */
  readonly updatedAt: string;
  readonly spec: DatabaseSpec;
  readonly status: DatabaseStatus;
  readonly connection: Connection;
}

/** In the order of `sort=status`: what needs a person comes first, then what is being worked on, then what is well. */
export const DATABASE_STATES = [
  'failed',
  'storage_full',
  'degraded',
  'unknown',
  'failing_over',
  'creating',
  'updating',
  'upgrading',
  'restoring',
  'deleting',
  'hibernated',
  'available',
] as const;

export type DatabaseState = (typeof DATABASE_STATES)[number];

/** What a backend observed. `readyInstances` below the spec's `instances` is never "available". */
export interface DatabaseStatus {
  readonly state: DatabaseState;
  /** A sentence for a person: why it is not available and what to do; null when all is well. */
  readonly reason: string | null;
  /** When `state` last changed; RFC 3339, UTC. */
  readonly since: string;
  readonly readyInstances: number;
  /** Name of the instance that takes writes; null while there is none. */
  readonly primary: string | null;
  /** Bytes of all that it has on the disk of an instance; null while not measured. */
  readonly usedBytes: number | null;
  /** For example `18.4`; null while no instance has answered. */
  readonly serverVersion: string | null;
  readonly instances: readonly InstanceStatus[];
  readonly conditions: readonly Condition[];
  /** Parameters that are set but wait for a restart. */
  readonly pendingRestart: readonly string[];
}

export interface InstanceStatus {
  /** `<database>-<ordinal>`. */
  readonly name: string;
  readonly role: 'primary' | 'replica';
  readonly state: 'starting' | 'running' | 'stopped' | 'failed';
  /** WAL bytes a replica has yet to replay; 0 on the primary; null while not known. */
  readonly lagBytes: number | null;
}

/** In the manner of Kubernetes conditions; `lastTransitionTime` moves only when `status` does. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

/** Where clients connect: addresses that stay the same through failover, scaling and restarts. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  /** Leads to a replica, or to the primary while there is no replica. */
  readonly readOnlyHost: string;
  readonly readOnlyPort: number;
  readonly database: string;
  readonly user: string;
  readonly sslMode: 'verify-full';
}

/** The tenant's way in. Only the credentials route may show it. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** PEM; what `sslrootcert` wants. */
  readonly caCertificate: string;
}

/** For messages. */
export const describeRef = ({ project, name }: DatabaseRef) => `database "${name}" in project "${project}"`;
