import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Connection } from '../../api/backends/cnpg/connection.ts';
import { applyMergePatch } from './apply-merge-patch.ts';
import { FakePodLogs } from './fake-pod-logs.ts';
import { tcpPortOf } from './tcp-port.ts';

interface Stored {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    labels?: Record<string, string>;
    deletionTimestamp?: string;
  };
  spec?: unknown;
  [field: string]: unknown;
}

/** As a client sends it. */
interface Made {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

interface Change {
  readonly version: number;
  readonly path: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Stored;
}

type Fields = { [field: string]: unknown };

/** The catalogue that every installation has; PostgreSQL 17 and 18. */
const IMAGES = { metadata: { name: 'postgresql' }, spec: { images: [{ major: 18 }, { major: 17 }] } };

/**
 * The part of an API server that the backend uses, in memory, so that the tests of faults run everywhere. The same
 * tests run over a real API server (npm run test:cluster), which is what keeps this one honest.
 */
export async function fakeKubernetes() {
  const objects = new Map<string, Stored>();
  const namespaces = new Set(['', 'default']);
  const watchers = new Set<{ readonly matches: (change: Change) => boolean; readonly answer: ServerResponse }>();
  const history: Change[] = [];
  const asked = new Set<string>();
  const podLogs = new FakePodLogs();
  let version = 1000;
  let oldest = 0;

  const server = createServer((request, answer) => {
    handle(request, answer).catch((error: Refusal) =>
      reply(answer, error.code ?? 500, { kind: 'Status', ...error, message: error.message }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  create('/apis/postgresql.cnpg.io/v1/clusterimagecatalogs', IMAGES);

  async function handle(request: IncomingMessage, answer: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://fake');
    asked.add(rightFor(request.method ?? '', url));
    if (url.searchParams.get('watch')) return watch(url, answer);
    const [collection, name] = split(url.pathname.replace(LOG, ''));
    mayLook(collection);
    if (LOG.test(url.pathname)) return serveLog(url, answer);
    if (request.method === 'POST') return reply(answer, 201, create(collection, (await json(request)) as Stored));
    if (name === undefined) return reply(answer, 200, list(url));
    const found = objects.get(`${collection}/${name}`);
    if (!found) throw new Refusal(404, 'NotFound', `"${name}" not found`);
    if (request.method === 'PATCH') return reply(answer, 200, patch(collection, found, (await json(request)) as Fields));
    if (request.method === 'DELETE') return reply(answer, 200, remove(collection, found));
    return reply(answer, 200, found);
  }

  function serveLog({ pathname, searchParams }: URL, answer: ServerResponse) {
    const pod = pathname.replace(LOG, '');
    if (!objects.has(pod)) throw new Refusal(404, 'NotFound', `pods "${pod.split('/').at(-1)}" not found`);
    if (!podLogs.serve(pod, searchParams, answer))
      throw new Refusal(400, 'BadRequest', 'container "postgres" in pod is waiting to start: PodInitializing');
  }

  function record(type: Change['type'], path: string, object: Stored): Stored {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++version) } };
    if (type === 'DELETED') objects.delete(`${path}/${object.metadata.name}`);
    else objects.set(`${path}/${object.metadata.name}`, stored);
    const change = { version, path, type, object: stored };
    history.push(change);
    for (const { matches, answer } of watchers) if (matches(change)) answer.write(lineOf(change));
    return stored;
  }

  function create(path: string, body: Made): Stored {
    const namespace = namespaceIn(path);
    if (path === '/api/v1/namespaces') namespaces.add(body.metadata.name);
    else if (path.endsWith('/clusters') && !hasRights(namespace) && !isForeign(body))
      throw new Refusal(403, 'Forbidden', `clusters.postgresql.cnpg.io is forbidden: cannot create it in the namespace "${namespace}"`);
    else if (!namespaces.has(namespace)) throw new Refusal(404, 'NotFound', `namespaces "${namespace}" not found`);
    if (objects.has(`${path}/${body.metadata.name}`)) throw new Refusal(409, 'AlreadyExists', `"${body.metadata.name}" already exists`);
    const metadata = {
      ...body.metadata,
      namespace,
      uid: randomUUID(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: new Date().toISOString(),
    };
    return record('ADDED', path, { ...body, metadata });
  }

  /** Made by somebody with rights of their own. */
  const isForeign = ({ metadata }: Made) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'gitops';

  /** As for the API's service account, which has rights where it was bound; where there is no namespace it hears the same. */
  const hasRights = (namespace: string) =>
    [...objects.keys()].some((key) => key.startsWith(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/`));

  /** Secrets and what hangs on a Cluster are seen in namespaces that bound us; Clusters everywhere. */
  function mayLook(collection: string) {
    const namespace = namespaceIn(collection);
    const kind = collection.split('/').at(-1) ?? '';
    if (!namespace.startsWith('pg-') || !['secrets', 'pods', 'persistentvolumeclaims', 'events'].includes(kind)) return;
    if (!hasRights(namespace)) throw new Refusal(403, 'Forbidden', `${kind} is forbidden: cannot list it in the namespace "${namespace}"`);
  }

  function patch(path: string, found: Stored, body: Fields): Stored {
    const expected = (body.metadata as { resourceVersion?: string } | undefined)?.resourceVersion;
    if (expected !== undefined && expected !== found.metadata.resourceVersion)
      throw new Refusal(409, 'Conflict', 'the object has been modified');
    const merged = applyMergePatch(found, body) as Stored;
    const generation = found.metadata.generation + (JSON.stringify(merged.spec) === JSON.stringify(found.spec) ? 0 : 1);
    return record('MODIFIED', path, { ...merged, metadata: { ...merged.metadata, generation } });
  }

  /** At once, but the answer is the object on its way out, as with a real deletion in the foreground. */
  function remove(path: string, found: Stored): Stored {
    return record('DELETED', path, { ...found, metadata: { ...found.metadata, deletionTimestamp: new Date().toISOString() } });
  }

  function list(url: URL) {
    const items = [...objects]
      .filter(([key, object]) => covers(url, key.slice(0, key.lastIndexOf('/')), object))
      .map(([, object]) => object);
    return { kind: 'List', metadata: { resourceVersion: String(version) }, items };
  }

  function watch(url: URL, answer: ServerResponse) {
    const from = Number(url.searchParams.get('resourceVersion'));
    answer.writeHead(200).flushHeaders();
    if (from < oldest) {
      answer.end(
        `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } })}\n`,
      );
      return;
    }
    const matches = ({ path, object }: Change) => covers(url, path, object);
    for (const change of history) if (change.version > from && matches(change)) answer.write(lineOf(change));
    const watcher = { matches, answer };
    watchers.add(watcher);
    answer.on('close', () => watchers.delete(watcher));
  }

  return {
    connection: { server: new URL(`http://127.0.0.1:${tcpPortOf(server)}`), options: async () => ({}) } satisfies Connection,
    /** The rights that all requests so far take: verb, API group and resource. */
    asked: asked as ReadonlySet<string>,
    podLogs,
    /** Forgets all changes so far, as etcd does after five minutes. */
    compact() {
      oldest = version;
      history.length = 0;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

class Refusal extends Error {
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

/** `/api/v1/namespaces/a/pods/x` -> its collection and name; collections of all namespaces have no name. */
function split(path: string): [collection: string, name: string | undefined] {
  const [, root, rest] = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/(.*)$/.exec(path) ?? [];
  const parts = (rest ?? '').split('/');
  const named = parts[0] === 'namespaces' ? parts.length === 4 || parts.length === 2 : parts.length === 2;
  return named ? [`${root}/${parts.slice(0, -1).join('/')}`, parts.at(-1)] : [path, undefined];
}

/** The subresource of a pod. */
const LOG = /\/log$/;

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PATCH: 'patch', DELETE: 'delete' };

/** In the words of RBAC, such as `list /pods`. */
function rightFor(method: string, { pathname, searchParams }: URL): string {
  const [collection, name] = split(pathname.replace(LOG, ''));
  const verb = VERBS[method] ?? (name === undefined ? (searchParams.has('watch') ? 'watch' : 'list') : 'get');
  return `${verb} ${/^\/apis\/([^/]+)/.exec(collection)?.[1] ?? ''}/${collection.split('/').at(-1)}${LOG.exec(pathname)?.[0] ?? ''}`;
}

const namespaceIn = (path: string) => /\/namespaces\/([^/]+)/.exec(path)?.[1] ?? '';

function covers(url: URL, path: string, { metadata }: Stored): boolean {
  const everywhere = path.replace(/\/namespaces\/[^/]+/, '');
  const [key = '', value] = (url.searchParams.get('labelSelector') ?? '').split('=');
  const labelled = key === '' || (value === undefined ? metadata.labels?.[key] !== undefined : metadata.labels?.[key] === value);
  return labelled && (url.pathname === path || url.pathname === everywhere);
}

const lineOf = ({ type, object }: Change) => `${JSON.stringify({ type, object })}\n`;

function reply(answer: ServerResponse, status: number, body: unknown) {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
