import type { PlatformMessage } from '../platform/messages.ts';
import type { Platform } from '../platform/platform.ts';
import type { AuditEntryView, AuditPageView, ServiceEventPageView, ServiceEventView } from '../platform/wire.ts';

/** One thing that happened, seen or done. */
export type HistoryItem =
  | { readonly kind: 'event'; readonly id: string; readonly at: string; readonly event: ServiceEventView }
  | { readonly kind: 'audit'; readonly id: string; readonly at: string; readonly entry: AuditEntryView };

/** What of the history is wanted; empty texts mean all. */
export interface HistoryFilter {
  readonly project: string;
  readonly database: string;
  readonly actor: string;
  readonly action: string;
  /** RFC 3339. */
  readonly since: string;
}

const LIMIT = 50;

/** Reads one kind of history page by page, newest first. */
export class HistorySource {
  readonly #kind: HistoryItem['kind'];
  readonly #platform: Platform;
  readonly #filter: HistoryFilter;
  #cursor: string | null | undefined;

  constructor(kind: HistoryItem['kind'], platform: Platform, filter: HistoryFilter) {
    this.#kind = kind;
    this.#platform = platform;
    this.#filter = filter;
  }

  get ended(): boolean {
    return this.#cursor === null;
  }

  /** The next older page. @throws ApiProblem */
  async older(signal: AbortSignal): Promise<HistoryItem[]> {
    if (this.ended) return [];
    const path = `${this.#path()}&limit=${LIMIT}${this.#cursor ? `&cursor=${encodeURIComponent(this.#cursor)}` : ''}`;
    if (this.#kind === 'event') {
      const { items, nextCursor } = await this.#platform.request<ServiceEventPageView>('GET', path, { signal });
      this.#cursor = nextCursor;
      return items.map(ofEvent);
    }
    const { items, nextCursor } = await this.#platform.request<AuditPageView>('GET', path, { signal });
    this.#cursor = nextCursor;
    return items.map(ofEntry);
  }

  /** The item that a message of the stream adds to this history. */
  take(message: PlatformMessage): HistoryItem | undefined {
    if (message.kind === 'service_event' && this.#kind === 'event') {
      const { project, database } = message.event;
      return project === this.#filter.project && database === this.#filter.database ? ofEvent(message.event) : undefined;
    }
    if (message.kind !== 'audit' || this.#kind !== 'audit') return undefined;
    return this.#wants(message.entry) ? ofEntry(message.entry) : undefined;
  }

  #wants({ project, database, actor, action, at }: AuditEntryView): boolean {
    const filter = this.#filter;
    if (filter.project && filter.project !== project) return false;
    if (filter.database && filter.database !== database) return false;
    if (filter.actor && filter.actor !== actor) return false;
    if (filter.action && filter.action !== action) return false;
    return !filter.since || at >= filter.since;
  }

  #path(): string {
    const { project, database, actor, action, since } = this.#filter;
    const query = (fields: Record<string, string>) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ''));
    if (this.#kind === 'event') return `/api/databases/${encodeURIComponent(database)}/service-logs?${query({ project })}`;
    return `/api/audit/logs?${query({ project, database, actor, action, since })}`;
  }
}

const ofEvent = (event: ServiceEventView): HistoryItem => ({ kind: 'event', id: `e${event.id}`, at: event.at, event });
const ofEntry = (entry: AuditEntryView): HistoryItem => ({ kind: 'audit', id: `a${entry.id}`, at: entry.at, entry });
