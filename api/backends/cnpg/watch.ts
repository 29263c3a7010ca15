import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { backOff } from '../../retry/back-off.ts';
import type { KubernetesClient } from './client.ts';
import { KubernetesError } from './kubernetes-error.ts';
import { linesOf } from './lines.ts';

/** What every object of Kubernetes has. */
export interface Watched {
  readonly metadata: { readonly uid?: string; readonly resourceVersion?: string };
}

export type WatchChange<Item> =
  | { readonly kind: 'put'; readonly item: Item }
  /** Deleted, at that version or before; after a gap in the watch as well. */
  | { readonly kind: 'gone'; readonly uid: string; readonly version: string }
  /** Everything there is has been listed. */
  | { readonly kind: 'synced' };

export interface WatchOptions {
  readonly client: KubernetesClient;
  readonly path: string;
  readonly labelSelector: string;
  readonly signal: AbortSignal;
  readonly health: WatchHealth;
  /** Told each fault once, however often it is met again. */
  report?(error: unknown): void;
  /** Silence after which the connection is taken for dead; bookmarks come about every minute. */
  readonly silenceLimitMs?: number;
}

/** What is known of the connection, for metrics and for the age of what is shown. */
export interface WatchHealth {
  /** Whether a watch is open now. */
  connected: boolean;
  /** When the API server was last heard, by `performance.now()`; undefined for never. */
  heardAt: number | undefined;
  /** Why there is no connection; null while there is one. */
  fault: string | null;
  /** What the server answered in its place, as an HTTP status; 0 when it did not answer. */
  faultStatus: number;
  unparsable: number;
  relists: number;
}

export const newWatchHealth = (): WatchHealth => ({
  connected: false,
  heardAt: undefined,
  fault: null,
  faultStatus: 0,
  unparsable: 0,
  relists: 0,
});

/** Larger pages block the event loop (10,000 objects parsed in one go cost 1.3 s), and their garbage lives long enough to fill the heap. */
const PAGE = '100';
const SILENCE_LIMIT_MS = 75_000;
/** One small request a second from each of a few replicas is no load, and two seconds after a fault we want to know all. */
const BACK_OFF = { firstMs: 250, longestMs: 1_500 };

/**
 * Follows all objects of a path for as long as `signal` allows, whatever happens to the connection: lists once, then
 * watches from there; goes on from the last version heard after a reset or an end; lists anew only when the server has
 * forgotten that version or sends what cannot be read. Never blind for longer than the silence limit.
 */
export async function* watchObjects<Item extends Watched>(options: WatchOptions): AsyncGenerator<WatchChange<Item>> {
  const known = new Set<string>();
  const progress: Progress = { version: undefined, failures: 0, reachable: true };
  while (!options.signal.aborted) {
    try {
      progress.version ??= yield* list<Item>(options, known);
      for await (const { type, object } of follow<Item>(options, progress.version)) {
        progress.failures = 0;
        progress.version = object.metadata.resourceVersion ?? progress.version;
        if (type !== 'BOOKMARK') yield changeOf(type, object, known);
      }
      throw new KubernetesError('The watch has ended.', { status: 0, reason: 'Ended' });
    } catch (error) {
      noteFault(error, progress);
      reportOnce(error, options);
      await pause(error, progress.failures++, options.signal);
    }
  }
}

/** Where a watch has got to. */
interface Progress {
  /** undefined: everything has to be listed. */
  version: string | undefined;
  /** In a row. */
  failures: number;
  reachable: boolean;
}

function noteFault(error: unknown, progress: Progress): void {
  const forgotten = needsList(error);
  if (forgotten) progress.version = undefined;
  if (forgotten && !progress.reachable) progress.failures = 0; // it is back, so that what failed before says nothing about now
  progress.reachable = forgotten;
}

function reportOnce(error: unknown, { health, signal, report }: WatchOptions): void {
  const message = error instanceof Error ? error.message : String(error);
  if (signal.aborted || isEnd(error)) return;
  health.faultStatus = error instanceof KubernetesError ? error.status : 0;
  if (health.fault === message) return;
  health.fault = message;
  report?.(error);
}

/** The server ends every watch after a while, which is no fault. */
const isEnd = (error: unknown) => error instanceof KubernetesError && error.reason === 'Ended';

interface List<Item> {
  readonly items: readonly Item[];
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
}

/** Tells all there is and what has gone since the list before; gives the version to watch from. */
async function* list<Item extends Watched>(
  { client, path, labelSelector, health }: WatchOptions,
  known: Set<string>,
): AsyncGenerator<WatchChange<Item>, string> {
  const seen = new Set<string>();
  let page: List<Item>;
  let next: string | undefined;
  do {
    page = await client.request<List<Item>>({
      method: 'GET',
      path,
      query: { labelSelector, limit: PAGE, ...(next && { continue: next }) },
    });
    health.heardAt = performance.now();
    for (const item of page.items) {
      seen.add(item.metadata.uid ?? '');
      yield { kind: 'put', item };
    }
    next = page.metadata.continue;
  } while (next);
  health.relists++;
  for (const uid of known) if (!seen.has(uid)) yield { kind: 'gone', uid, version: page.metadata.resourceVersion };
  known.clear();
  for (const uid of seen) known.add(uid);
  yield { kind: 'synced' };
  return page.metadata.resourceVersion;
}

interface WatchLine<Item> {
  readonly type: string;
  readonly object: Item;
}

/** The lines of one connection. Ends when the server ends it. @throws KubernetesError for every other end */
async function* follow<Item extends Watched>(
  { client, path, labelSelector, signal, health, silenceLimitMs = SILENCE_LIMIT_MS }: WatchOptions,
  version: string,
): AsyncGenerator<WatchLine<Item>> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceLimitMs);
  const timeoutSeconds = String(Math.round(300 + Math.random() * 300)); // not all replicas at once
  const query = { watch: 'true', allowWatchBookmarks: 'true', labelSelector, resourceVersion: version, timeoutSeconds };
  try {
    const stream: IncomingMessage = await client.stream(path, query, AbortSignal.any([signal, silence.signal]));
    health.connected = true;
    health.fault = null;
    health.heardAt = performance.now();
    for await (const line of linesOf(stream)) {
      timer.refresh();
      health.heardAt = performance.now();
      yield read<Item>(line, health);
    }
  } finally {
    clearTimeout(timer);
    health.connected = false;
  }
}

/** @throws KubernetesError what the server reports in the stream, or `Unreadable` */
function read<Item extends Watched>(line: string, health: WatchHealth): WatchLine<Item> {
  let parsed: WatchLine<Item> & { readonly object?: { readonly code?: number; readonly message?: string; readonly reason?: string } };
  try {
    parsed = JSON.parse(line);
  } catch {
    health.unparsable++;
    throw new KubernetesError(`The watch sent what is no JSON: ${line.slice(0, 80)}`, { status: 0, reason: 'Unreadable' });
  }
  if (parsed.type !== 'ERROR' && parsed.object?.metadata) return parsed;
  const { code = 0, message = 'The watch reported an error.', reason = 'Unreadable' } = parsed.object ?? {};
  throw new KubernetesError(message, { status: code, reason });
}

function changeOf<Item extends Watched>(type: string, item: Item, known: Set<string>): WatchChange<Item> {
  const uid = item.metadata.uid ?? '';
  if (type === 'DELETED') {
    known.delete(uid);
    return { kind: 'gone', uid, version: item.metadata.resourceVersion ?? '' };
  }
  known.add(uid);
  return { kind: 'put', item };
}

/** The version we know is forgotten, or it is not known what was missed. */
const needsList = (error: unknown) => error instanceof KubernetesError && (error.status === 410 || error.reason === 'Unreadable');

async function pause(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await delay(pauseMs(error, failures), undefined, { signal }).catch(() => undefined); // an end of the wait is an end of the loop
}

function pauseMs(error: unknown, failures: number): number {
  const { status = 0, retryAfterSeconds: asked } = error instanceof KubernetesError ? error : {};
  // 429 is overload and is obeyed; with 503 a server that starts asks for 5 s and is there after one
  return asked === undefined || status !== 429 ? backOff(failures, BACK_OFF) : asked * 1000 + Math.random() * 250;
}
