import { databaseJson } from '../../contract/database.ts';
import { presentAuditEntry, presentServiceEvent } from '../../contract/history.ts';
import { presentOperation } from '../../contract/operation.ts';
import { routes } from '../../contract/routes.ts';
import type { DomainEvent, EventBus } from '../../domain/events.ts';
import { projectsFor } from '../../domain/policy.ts';
import type { History, Revocations } from '../../domain/ports.ts';
import type { ServiceEvent } from '../../domain/service-events.ts';
import { answerHead, type EventStream, openEventStream } from '../event-stream.ts';
import { actorOf, type Binder, bind } from '../request.ts';

/** Service events read at once for a reader that was away. */
const REPLAY_PAGE = 500;
/** Live events kept meanwhile; who needs longer than that to catch up is cut off and begins where it got to. */
const MAX_WAITING = 10_000;

interface Parts {
  readonly bus: EventBus;
  readonly history: History;
  readonly revocations: Revocations;
  /** Ends every stream. */
  readonly closing: AbortSignal;
}

/** GET /api/events: one stream a page. First what the reader has missed, then `ready`, then whatever happens. */
export function eventRoutes(binder: Binder, { bus, history, revocations, closing }: Parts): void {
  bind(binder, routes.streamEvents, async (ctx, { query, headers }) => {
    const actor = actorOf(ctx);
    const visible = {
      databases: projectsFor(actor, 'database.read', query.project),
      audit: projectsFor(actor, 'audit.read', query.project),
    };
    if (ctx.method === 'HEAD') return answerHead(ctx);
    const live = holdBack(bus, () => ctx.res.destroy());
    ctx.res.once('close', live.stop);
    if (ctx.res.closed) return live.stop();

    const lastEventId = headers['last-event-id'];
    const missed = lastEventId === undefined ? NOTHING_MISSED : await missedSince(history, lastEventId);
    ctx.respond = false;
    const stream = openEventStream(ctx.res, { actor, revocations, closing });
    const write = (event: DomainEvent) => {
      const message = messageOf(event, visible);
      if (message) stream.write(message);
    };
    const told = await replay({ history, stream }, missed, write);
    const ready = JSON.stringify({ at: new Date().toISOString(), resumed: missed.resumed });
    stream.write(`${lastEventId === undefined ? '' : `id: ${told}\n`}event: ready\ndata: ${ready}\n\n`);
    live.release((event) => {
      if (event.kind !== 'service_event_recorded' || BigInt(event.event.id) > BigInt(told)) write(event);
    });
  });
}

/** What happens from now on, kept until it may be sent, and no more than {@link MAX_WAITING}, after which the reader is cut off: nothing is lost between what a reader has missed and what comes live. */
function holdBack(bus: EventBus, cut: () => void) {
  const waiting: DomainEvent[] = [];
  let deliver = (event: DomainEvent): void => {
    waiting.push(event);
    if (waiting.length <= MAX_WAITING) return;
    unsubscribe();
    waiting.length = 0;
    cut();
  };
  const unsubscribe = bus.subscribe((event) => deliver(event));
  return {
    stop: (): void => void unsubscribe(),
    /** Tells all that waited, then everything as it comes. */
    release(tell: (event: DomainEvent) => void): void {
      deliver = tell;
      for (const event of waiting) tell(event);
    },
  };
}

/** Where a stream begins. */
interface Missed {
  /** The last service event the reader knows. */
  readonly after: string;
  /** The first of those after it. */
  readonly first: readonly ServiceEvent[];
  /** All that were missed will be told. */
  readonly resumed: boolean;
}

const NOTHING_MISSED: Missed = { after: '0', first: [], resumed: false };

/**
 * An id higher than any of ours is of a store that is no more, or made up, and what follows one lower than our oldest is no
 * longer kept: what was missed cannot be known, so the reader begins at our newest.
 */
async function missedSince(history: History, after: string): Promise<Missed> {
  const [oldest, newest] = await Promise.all([history.oldestServiceEventId(), history.newestServiceEventId()]);
  const isKnown = BigInt(after) <= BigInt(newest) && BigInt(after) >= BigInt(oldest) - 1n;
  if (!isKnown) return { after: newest, first: [], resumed: false };
  return { after, first: await history.serviceEventsAfter(after, REPLAY_PAGE), resumed: true };
}

interface Replay {
  readonly history: History;
  readonly stream: EventStream;
}

/** Tells what a reader has missed, no faster than it reads. Returns the id of the last service event it knows by then. */
async function replay({ history, stream }: Replay, { after, first }: Missed, write: (event: DomainEvent) => void): Promise<string> {
  let [page, last] = [first, after];
  while (page.length > 0 && !stream.isOver) {
    for (const event of page) write({ kind: 'service_event_recorded', event });
    last = page.at(-1)?.id ?? last;
    await stream.flushed();
    page = page.length < REPLAY_PAGE ? [] : await history.serviceEventsAfter(last, REPLAY_PAGE);
  }
  return last;
}

/** Projects whose events a reader may see; undefined for all. */
interface Visible {
  readonly databases: readonly string[] | undefined;
  readonly audit: readonly string[] | undefined;
}

const isAmong = (projects: readonly string[] | undefined, project: string | null) =>
  projects === undefined || (project !== null && projects.includes(project));

/** The event as text of the stream; undefined when it is none of the reader's business. */
function messageOf(event: DomainEvent, { databases, audit }: Visible): string | undefined {
  switch (event.kind) {
    case 'database_changed':
      return isAmong(databases, event.after.project) ? `event: database\ndata: ${databaseJson(event.after)}\n\n` : undefined;
    case 'database_deleted': {
      const { id, project, name } = event.last;
      return isAmong(databases, project) ? `event: database_deleted\ndata: ${JSON.stringify({ id, project, name })}\n\n` : undefined;
    }
    case 'service_event_recorded':
      if (!isAmong(databases, event.event.project)) return undefined;
      return `id: ${event.event.id}\nevent: service_event\ndata: ${JSON.stringify(presentServiceEvent(event.event))}\n\n`;
    case 'operation_changed':
      if (!isAmong(databases, event.operation.project)) return undefined;
      return `event: operation\ndata: ${JSON.stringify(presentOperation(event.operation))}\n\n`;
    case 'audit_recorded':
      return isAmong(audit, event.entry.project) ? `event: audit\ndata: ${JSON.stringify(presentAuditEntry(event.entry))}\n\n` : undefined;
    case 'webhook_changed':
    case 'webhook_delivery_queued':
      return undefined; // between replicas
  }
}
