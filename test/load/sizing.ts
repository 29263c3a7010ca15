import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { measure } from '../../api/backends/cnpg/measurements.ts';
import { type TestControlPlane, temporaryControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { type Figure, median } from './report.ts';

const DATABASES = 1_000;
const CHANGES = 2;
const ASKED_FOR = 10_000;

const figure = (what: string, value: string): Figure => ({ what, value, bar: 'none', met: true });

/** What the section "Sizing" of gitops/README.md calculates with: bytes of each thing that is kept, series, and the cost of a question. */
export async function measureSizing(): Promise<Figure[]> {
  const plane = await temporaryControlPlane({ logLevel: 'info' });
  try {
    const logged = await fill(plane);
    return [
      ...(await tableSizes(plane)),
      figure('what the API logs for each change', `${logged.toFixed(0)} bytes`),
      ...(await seriesOfInstances(plane)),
      await costOfQuestion(),
    ];
  } finally {
    await plane.stop();
  }
}

/** Makes databases, lets each become available, and changes each; resolves with the bytes that were logged for each of these. */
async function fill(plane: TestControlPlane): Promise<number> {
  const { token = '' } = await plane.client();
  const before = plane.logged.length;
  const send = async (method: string, path: string, body: object) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': type,
      ...(method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
    };
    const answer = await fetch(`${plane.url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (answer.status !== 202) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
  };
  for (let index = 0; index < DATABASES; index += 1) {
    const name = `customer-database-${index}`;
    await send('POST', '/api/databases', { name, instances: 3, labels: { team: 'shop' } });
    plane.backend.settle({ project: 'default', name }, { state: 'available', primary: `${name}-1`, readyInstances: 3 });
    for (let change = 0; change < CHANGES; change += 1) await send('PATCH', `/api/databases/${name}`, { storageGiB: 11 + change });
  }
  await eventually(async () => {
    const [{ count = 0 } = {}] = await plane.store.query<{ count: number }>('select count(*)::int as count from observations');
    if (count < DATABASES) throw new Error(`${count} databases are recorded.`);
  });
  const bytes = plane.logged.slice(before).reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  return bytes / (DATABASES * (1 + CHANGES));
}

/** With indexes, divided by rows. */
async function tableSizes({ store }: TestControlPlane): Promise<Figure[]> {
  const tables = ['audit_entries', 'service_events', 'observations', 'idempotency_keys'];
  return Promise.all(
    tables.map(async (table) => {
      const [row] = await store.query<{ rows: number; bytes: number }>(
        `select count(*)::int as rows, pg_total_relation_size('${table}')::int as bytes from ${table}`,
      );
      const { rows = 0, bytes = 0 } = row ?? {};
      return figure(`state: a row of ${table}, of ${rows}`, `${(bytes / rows).toFixed(0)} bytes`);
    }),
  );
}

/** Series of an instance that do not depend on its rows: CloudNativePG's collector, Go's runtime (client_golang 1.23.2, counted), Prometheus' own of each target. */
const FIXED = { collector: 31, runtime: 35, target: 5 };
/** Columns that are metrics in CloudNativePG 1.30's default queries, on PostgreSQL 18; a replica skips the archiver. */
const ONE_ROW = { backends_waiting: 1, postmaster: 1, replication: 4, archiver: 9, bgwriter: 4, checkpointer: 9 };
const COLUMNS = { backends: 2, database: 3, stat_database: 15, settings: 1, extensions: 1, stat_replication: 9, slots: 2 };
/** Kinds of connections of a database at work: its own, the exporter, the instance manager, an application that is busy and idle. */
const KINDS_OF_CONNECTIONS = 5;

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);

/** Each metric of a query has a series for each of its rows; how many rows there are is asked of a real PostgreSQL 18. */
async function seriesOfInstances({ store }: TestControlPlane): Promise<Figure[]> {
  const count = async (from: string) => {
    const [{ count: rows = 0 } = {}] = await store.query<{ count: number }>(`select count(*)::int as count from ${from}`);
    return rows;
  };
  const databases = await count('pg_database where datallowconn');
  const settings = await count(`pg_settings where vartype in ('integer', 'real', 'bool')`);
  const byRows =
    COLUMNS.settings * settings +
    COLUMNS.stat_database * (await count('pg_stat_database')) +
    (COLUMNS.database + COLUMNS.extensions) * databases +
    COLUMNS.backends * KINDS_OF_CONNECTIONS;
  const primary = sum(FIXED) + sum(ONE_ROW) + byRows;
  const dropped = settings - 1; // by the monitor of databases, which keeps max_connections
  const replica = primary - ONE_ROW.archiver;
  const ofEachReplica = COLUMNS.stat_replication + 2 * COLUMNS.slots + COLUMNS.backends; // its slot on the primary and on the other one
  const three = primary + 2 * (replica + ofEachReplica);
  return [
    figure('series of a database with one instance, kept / exposed', `${primary - dropped} / ${primary}`),
    figure('series of a database with three instances, kept / exposed', `${three - 3 * dropped} / ${three}`),
  ];
}

/** What each replica of the API spends every 15 s on asking Prometheus for all databases, the server's part included. */
async function costOfQuestion(): Promise<Figure> {
  const metric = (index: number) => ({
    postgres_paas_io_project: `project-${index % 200}`,
    postgres_paas_io_database: `database-${index}`,
  });
  const result = Array.from({ length: ASKED_FOR }, (_, index) => ({
    metric: { ...metric(index), application_name: `database-${index}-2` },
    value: [1, '1'],
  }));
  const body = Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has no other kind of address
  const costs: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const before = process.cpuUsage();
    await measure(url, AbortSignal.timeout(60_000));
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  server.close();
  return figure(`CPU of asking Prometheus for ${ASKED_FOR} databases`, `${median(costs).toFixed(0)} ms`);
}
