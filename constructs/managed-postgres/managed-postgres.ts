import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js';
import { Construct } from 'constructs';
import { type DatabaseSpec, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { scheduledBackup } from '../manifests/backups.ts';
import { cluster } from '../manifests/cluster.ts';
import { databaseRole, logicalDatabase } from '../manifests/databases-and-roles.ts';
import type { KubernetesObject } from '../manifests/objects.ts';
import { podMonitor } from '../manifests/pod-monitor.ts';
import { type DatabaseProps, PLATFORM_DEFAULTS, type Platform } from '../manifests/props.ts';
import { demand } from '../prop-error.ts';
import { type PostgresReference, postgresReference } from './postgres-reference.ts';

export type { DatabaseRef, DatabaseSpec, Flavour } from '../../api/domain/database.ts';
export type { DatabaseProps, Delays, Platform, Size } from '../manifests/props.ts';
export type { PostgresReference, SecretReference } from './postgres-reference.ts';

/** What must be said of a database, and what may be. */
export interface ManagedPostgresProps extends Partial<Omit<DatabaseProps, 'name' | 'project'>> {
  /** Lower-case letters, digits and hyphens, at most 40. Renaming is replacing. */
  readonly name: string;
  /** The project it belongs to: the namespace `pg-<project>`, which must exist. */
  readonly project: string;
  /** Base backups and WAL. Default: none, which is for data that can be made again. */
  readonly backups?: BackupProps;
  /** Roles beside the owner `app`. */
  readonly roles?: readonly RoleProps[];
  /** Databases beside `app`. */
  readonly databases?: readonly LogicalDatabaseProps[];
  /** A PodMonitor, where the Prometheus operator is installed. Default false. */
  readonly metrics?: boolean;
  /** What the cluster offers, over the defaults of constructs/manifests. */
  readonly platform?: Partial<Platform>;
}

export interface BackupProps {
  /** Name of the ObjectStore in the project's namespace. */
  readonly objectStore: string;
  /** Base backups by crontab, five fields, UTC. Default every day at 3:00. */
  readonly schedule?: string;
}

export interface RoleProps {
  readonly name: string;
  /** Secret of type kubernetes.io/basic-auth in the project's namespace. Passwords are never props: they would be in the state. */
  readonly passwordSecret: string;
}

export interface LogicalDatabaseProps {
  readonly name: string;
  readonly owner: string;
}

/** As the API's, but protected: infrastructure is not deleted in passing. */
const DEFAULTS: DatabaseSpec = { ...SPEC_DEFAULTS, deletionProtection: true };

/**
 * One PostgreSQL database on a cluster that runs CloudNativePG: the same objects as the API makes, from the same functions.
 * For the handful of databases that belong to infrastructure; hundreds belong to Git or the API, where a change of one does
 * not plan all.
 *
 * The custom resources must exist when a plan is made: never in the run that installs the operator.
 *
 * @example
 * const orders = new ManagedPostgres(this, 'orders', { name: 'orders', project: 'shop', instances: 3, synchronous: true });
 * new Deployment(…, { env: { PGHOST: orders.host, … } });
 */
export class ManagedPostgres extends Construct implements PostgresReference {
  readonly host: string;
  readonly readOnlyHost: string;
  readonly port: number;
  readonly database: string;
  readonly credentials: PostgresReference['credentials'];
  readonly certificateAuthority: PostgresReference['certificateAuthority'];
  /** The Cluster object; change what no prop covers by `cluster.addOverride('manifest.spec…', value)`. */
  readonly cluster: Manifest;

  /** @throws PropError for what CloudNativePG would refuse minutes later */
  constructor(scope: Construct, id: string, props: ManagedPostgresProps) {
    super(scope, id);
    const { backups, roles = [], databases = [], metrics = false, platform: offered, ...given } = props;
    const unit: DatabaseProps = { ...DEFAULTS, ...given };
    check(unit);
    const platform = { ...PLATFORM_DEFAULTS, ...offered, ...(backups && { objectStore: backups.objectStore }) };
    this.cluster = this.#make('cluster', cluster(unit, platform, 'gitops'), unit.deletionProtection);
    for (const { name, passwordSecret } of roles) this.#make(`role-${name}`, databaseRole(unit, name, passwordSecret));
    for (const { name, owner } of databases) this.#make(`database-${name}`, logicalDatabase(unit, name, owner));
    if (backups) this.#make('backups', scheduledBackup(unit, backups.schedule ?? '0 3 * * *', 'gitops'));
    if (metrics) this.#make('metrics', podMonitor(unit, 'gitops'));
    const reference = postgresReference(unit);
    this.host = reference.host;
    this.readOnlyHost = reference.readOnlyHost;
    this.port = reference.port;
    this.database = reference.database;
    this.credentials = reference.credentials;
    this.certificateAuthority = reference.certificateAuthority;
  }

  /** A database that something else makes: the API, Git, another stack. Nothing is created. */
  static fromName(name: { readonly project: string; readonly name: string }): PostgresReference {
    return postgresReference(name);
  }

  /**
   * The Cluster waits until it serves; what lies inside waits for the Cluster. CloudNativePG's webhook fills in parameters of
   * its own and writes quantities its own way: what it may change is no contradiction to what was asked for.
   */
  #make(id: string, object: KubernetesObject, isProtected = false): Manifest {
    const isCluster = id === 'cluster';
    return new Manifest(this, id, {
      manifest: { ...object },
      fieldManager: { name: 'postgres-paas-terraform' },
      computedFields: ['metadata.labels', 'metadata.annotations', ...(isCluster ? ['spec.postgresql.parameters', 'spec.resources'] : [])],
      ...(isCluster && { wait: { fields: { 'status.phase': 'Cluster in healthy state' } }, timeouts: { create: '20m', update: '30m' } }),
      ...(isProtected && { lifecycle: { preventDestroy: true } }),
      ...(!isCluster && { dependsOn: [this.cluster] }),
    });
  }
}

function check({ name, project, version, instances, storageGiB, synchronous }: DatabaseProps) {
  const pattern = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;
  demand(pattern.test(name), 'name', name, 'be lower-case letters, digits and hyphens, at most 40');
  demand(pattern.test(project), 'project', project, 'be lower-case letters, digits and hyphens, at most 40');
  demand([14, 15, 16, 17, 18].includes(version), 'version', version, 'be a PostgreSQL major version from 14 to 18');
  demand(Number.isInteger(instances) && instances >= 1 && instances <= 5, 'instances', instances, 'be 1 to 5');
  demand(storageGiB >= 1, 'storageGiB', storageGiB, 'be at least 1 (GiB)');
  demand(
    !synchronous || instances > 1,
    'synchronous',
    synchronous,
    'be false with one instance: no commit could ever be confirmed by a second',
  );
}
