import { setTimeout as delay } from 'node:timers/promises';
import { LABELS, namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { TENANT_ROLE } from '../../../constructs/manifests/project.ts';
import type { Platform, Size } from '../../../constructs/manifests/props.ts';
import { type Credentials, type Database, type DatabaseRef, type DatabaseSpec, describeRef, type Flavours } from '../../domain/database.ts';
import type { DatabaseQuery, Page } from '../../domain/database-query.ts';
import { DomainError } from '../../domain/errors.ts';
import type { SpecLimits } from '../../domain/plan.ts';
import type { DatabaseBackend, ServerLogs, Transaction, WatchEvent } from '../../domain/ports.ts';
import { readSecret, renewPassword } from './app-secret.ts';
import type { WriteParts } from './cluster-requests.ts';
import { ClusterCreation } from './creation.ts';
import { inspect } from './evidence.ts';
import { FullVolumes } from './full-volumes.ts';
import { catalogueVersions } from './image-catalogue.ts';
import { isReason } from './kubernetes-error.ts';
import { LokiLogs } from './loki-logs.ts';
import { measureForever } from './measurements.ts';
import { ObservedDatabases } from './observed.ts';
import { PodLogs } from './pod-logs.ts';
import { KubernetesProjects } from './projects.ts';
import { restartPending } from './restarts.ts';
import { newWatchHealth, watchObjects } from './watch.ts';
import { watchAgeSeconds, watchFault } from './watch-fault.ts';
import { ClusterWrites } from './writes.ts';

export interface CnpgParts extends WriteParts {
  readonly silenceLimitMs?: number;
  /** A Prometheus that scrapes the databases; without one their size and lag are not known. */
  readonly prometheusUrl?: string | undefined;
  /** A Loki that gets the lines of their pods; without one their logs are what Kubernetes keeps. */
  readonly lokiUrl?: string | undefined;
}

const CLUSTERS = '/apis/postgresql.cnpg.io/v1/clusters';

/** How often those that are not ready are inspected; a person should know the cause within 30 s. */
const INSPECTION_MS = 1_000;
/** So many at once, and in one round: trouble of thousands must not become load on the API server. */
const INSPECTED_AT_ONCE = 4;
const INSPECTED_PER_ROUND = 40;

/** How soon a version that is added to the image catalogue can be had. */
const VERSIONS_MS = 10_000;

function flavoursOf({ sizes: { small, medium, large } }: Platform): Flavours {
  const flavourOf = ({ cpuMillis, memoryMiB }: Size) => ({ cpu: cpuMillis / 1000, memoryMiB });
  return { small: flavourOf(small), medium: flavourOf(medium), large: flavourOf(large) };
}

const noRight = ({ project }: Database) =>
  `The platform has no right to look for the cause in the namespace "${namespaceOf(project)}". Whoever made it has to add the role binding "${TENANT_ROLE}".`;

/** Databases as CloudNativePG Clusters. Reads come from what the watch has seen; `run` keeps that going. */
export class CnpgBackend implements DatabaseBackend {
  readonly name = 'cnpg';
  readonly health = newWatchHealth();
  readonly logs: ServerLogs;
  readonly #parts: CnpgParts;
  readonly #projects;
  readonly #creation;
  readonly #writes;
  readonly #observed = new ObservedDatabases();
  readonly #fullVolumes;
  #versions: readonly number[] = [];
  #versionsReadAt = 0;

  constructor(parts: CnpgParts) {
    this.#parts = parts;
    this.#projects = new KubernetesProjects(parts, (project) => this.#observed.catalogue.projects.has(project));
    this.#creation = new ClusterCreation(parts, this.#projects);
    this.#writes = new ClusterWrites(parts);
    this.#fullVolumes = new FullVolumes(parts.client);
    const live = new PodLogs({ ...parts, watch: (signal) => this.watch(signal) });
    this.logs = parts.lokiUrl === undefined ? live : new LokiLogs({ url: parts.lokiUrl, live });
  }

  get limits(): SpecLimits {
    return { versions: this.#versions, majorUpgrade: true, flavours: flavoursOf(this.#parts.platform) };
  }

  /** Follows the Clusters, asks after those in trouble and has them measured, until `signal` ends it. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#follow(signal), this.#inspectForever(signal), this.#measure(signal)]);
  }

  ensureProject(project: string): Promise<void> {
    return this.#projects.ensure(project);
  }

  /** The Cluster is made inside the transaction, because only Kubernetes can say whether the name is free; a rollback deletes it again. */
  async create(tx: Transaction, ref: DatabaseRef, spec: DatabaseSpec): Promise<Database> {
    const database = this.#seen(await this.#creation.create(ref, spec));
    tx.afterRollback(() => {
      this.#observed.hide(database.id);
      this.#creation.deleteCreated(ref, database.id).catch(this.#parts.report);
    });
    return database;
  }

  /** A rollback puts back what was there before; storage stays grown. */
  /** The control plane has no way into the servers: only CloudNativePG has. */
  async changeFaults() {
    return [];
  }

  async update(tx: Transaction, current: Database, spec: DatabaseSpec): Promise<Database> {
    this.#mustBeManaged(current);
    const written = this.#seen(await this.#writes.update(current, spec));
    tx.afterRollback(
      () => void this.#writes.revert(current, written).then((reverted) => reverted && this.#seen(reverted), this.#parts.report),
    );
    return written;
  }

  async remove(_tx: Transaction, current: Database): Promise<Database> {
    this.#mustBeManaged(current);
    return this.#seen(await this.#writes.remove(current));
  }

  /** A restart that has begun cannot be taken back: a rollback leaves it. */
  async restart(_tx: Transaction, current: Database): Promise<Database> {
    this.#mustBeManaged(current);
    return this.#seen(await this.#writes.restart(current));
  }

  restartPending(database: Database): Promise<boolean> {
    return restartPending(this.#parts.client, database);
  }

  find(ref: DatabaseRef): Database | undefined {
    return this.#observed.catalogue.find(ref);
  }

  page(query: DatabaseQuery): Page {
    return this.#observed.catalogue.page(query);
  }

  projects(): ReadonlyMap<string, number> {
    return this.#observed.catalogue.projects;
  }

  /** The operator sees the new password in the Secret and gives it to the role. */
  async resetCredentials(tx: Transaction, current: Database): Promise<Database> {
    this.#mustBeManaged(current);
    const revert = await renewPassword(this.#parts.client, current);
    tx.afterRollback(() => void revert().catch(this.#parts.report));
    return this.find(current) ?? current;
  }

  async credentials(database: Database): Promise<Credentials> {
    const { client } = this.#parts;
    const [app, authority] = await Promise.all([readSecret(client, database, 'app'), readSecret(client, database, 'ca')]);
    return { user: app.username ?? '', password: app.password ?? '', caCertificate: authority['ca.crt'] ?? '' };
  }

  watch(signal: AbortSignal): AsyncIterable<WatchEvent> {
    return this.#observed.watch(signal);
  }

  fault(): string | null {
    return watchFault(this.health, performance.now());
  }

  ageSeconds(): number | undefined {
    return watchAgeSeconds(this.health, performance.now());
  }

  async #measure(signal: AbortSignal): Promise<void> {
    const { prometheusUrl: url, report } = this.#parts;
    if (url !== undefined) await measureForever({ url, report, take: (measured) => this.#observed.measured(measured) }, signal);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { client, report, silenceLimitMs } = this.#parts;
    const options = {
      client,
      path: CLUSTERS,
      labelSelector: LABELS.project,
      signal,
      report,
      health: this.health,
      ...(silenceLimitMs !== undefined && { silenceLimitMs }),
    };
    for await (const change of watchObjects<Cluster>(options)) {
      if (change.kind === 'put') this.#take(change.item);
      else if (change.kind === 'gone') this.#observed.drop(change.uid, change.version);
      else await this.#becomeSynced();
    }
  }

  /** One that cannot be read must not end the watch of all others. */
  #take(cluster: Cluster): void {
    try {
      this.#observed.take(cluster);
    } catch (error) {
      this.#parts.report(error);
    }
  }

  async #becomeSynced(): Promise<void> {
    await this.#readVersions();
    this.#observed.becomeSynced();
  }

  async #readVersions(): Promise<void> {
    this.#versionsReadAt = performance.now();
    this.#versions = await catalogueVersions(this.#parts).catch((error: unknown) => {
      this.#parts.report(error);
      return this.#versions;
    });
  }

  async #inspectForever(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(INSPECTION_MS, undefined, { signal }).catch(() => undefined);
      if (this.#observed.synced && performance.now() > this.#versionsReadAt + VERSIONS_MS) await this.#readVersions();
      const waiting = this.#observed.troubled(INSPECTED_PER_ROUND);
      while (waiting.length > 0 && this.health.connected)
        await Promise.all(waiting.splice(0, INSPECTED_AT_ONCE).map((database) => this.#inspect(database)));
      if (this.health.connected) await this.#fullVolumes.grow(this.#observed.full(), this.#parts.report);
    }
  }

  async #inspect(database: Database): Promise<void> {
    try {
      this.#observed.explain(database.id, await inspect(this.#parts.client, database));
    } catch (error) {
      if (isReason(error, 'Forbidden')) this.#observed.explain(database.id, { blocking: false, reason: noRight(database) });
      else this.#parts.report(error); // the next round asks again
    }
  }

  #seen(cluster: Cluster): Database {
    const database = this.#observed.take(cluster);
    if (!database)
      throw new Error(`The API server answered with a Cluster that is not ours: ${cluster.metadata.namespace}/${cluster.metadata.name}.`);
    return database;
  }

  #mustBeManaged(database: Database): void {
    if (this.#observed.isManaged(database.id)) return;
    throw new DomainError('conflict', `The ${describeRef(database)} is described in a Git repository and only changes there.`);
  }
}
