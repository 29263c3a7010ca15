import type { ServerResponse } from 'node:http';
import { databaseJson } from '../../contract/database.ts';
import { presentAuditEntry, presentServiceEvent } from '../../contract/history.ts';
import { operations } from '../../contract/operations.ts';
import { type Actor, visibleProjects } from '../../domain/actor.ts';
import type { DomainEvent, EventBus } from '../../domain/events.ts';
import type { History, Revocations } from '../../domain/ports.ts';
import { actorOf, bind, type Routes } from '../request.ts';

const HEARTBEAT_MS = 15_000;
/** A reader that is further behind is cut off; it comes back and is told what it missed. */
const MAX_BEHIND_BYTES = 4 * 1024 * 1024;
const REPLAY_LIMIT = 10_000;

interface Parts {
  readonly bus: EventBus;
  readonly history: History;
  readonly revocations: Revocations;
  /** Ends every stream. */
  readonly closing: AbortSignal;
}

/** GET /api/events: one stream a page, fed by the bus. */
export function eventRoutes(routes: Routes, { bus, history, revocations, closing }: Parts): void {
  bind(routes, operations.streamEvents, async (ctx, { query, headers }) => {
    const actor = actorOf(ctx);
    const projects = visibleProjects(actor, query.project);
    const waiting: DomainEvent[] = [];
    let deliver = (event: DomainEvent) => void waiting.push(event);
    const unsubscribe = bus.subscribe((event) => deliver(event));
    ctx.req.once('close', unsubscribe);
    const after = headers['last-event-id'];
    const missed = after === undefined ? [] : await history.serviceEventsAfter(after, REPLAY_LIMIT);

    ctx.respond = false;
    const stream = open(ctx.res, { actor, revocations, closing });
    const lastMissed = BigInt(missed.at(-1)?.id ?? after ?? 0);
    deliver = (event) => {
      if (event.kind === 'service_event_recorded' && BigInt(event.event.id) <= lastMissed) return;
      const message = messageOf(event, projects);
      if (message) stream.write(message);
    };
    for (const event of missed) deliver({ kind: 'service_event_recorded', event });
    stream.write(`event: ready\ndata: ${JSON.stringify({ at: new Date().toISOString() })}\n\n`);
    for (const event of waiting) deliver(event);
    stream.closed.then(unsubscribe);
  });
}

function open(res: ServerResponse, { actor, revocations, closing }: { actor: Actor; revocations: Revocations; closing: AbortSignal }) {
  const closed = Promise.withResolvers<void>();
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  const end = () => res.end();
  const endsInMs = Math.max(0, Date.parse(actor.tokenExpiresAt) - Date.now());
  const tokenEnd = setTimeout(end, Math.min(endsInMs, 2 ** 31 - 1));
  const write = (text: string) => {
    if (revocations.isRevoked(actor.tokenId)) res.end();
    else if (res.writableLength > MAX_BEHIND_BYTES) res.destroy();
    else res.write(text);
  };
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  closing.addEventListener('abort', end, { once: true });
  res.once('close', () => {
    clearTimeout(tokenEnd);
    clearInterval(heartbeat);
    closing.removeEventListener('abort', end);
    closed.resolve();
  });
  return { write, closed: closed.promise };
}

/** The event as text of the stream; undefined when it is none of the reader's business. */
function messageOf(event: DomainEvent, projects: readonly string[] | undefined): string | undefined {
  const visible = (project: string | null) => projects === undefined || (project !== null && projects.includes(project));
  switch (event.kind) {
    case 'database_changed':
      return visible(event.after.project) ? `event: database\ndata: ${databaseJson(event.after)}\n\n` : undefined;
    case 'database_deleted': {
      const { id, project, name } = event.last;
      return visible(project) ? `event: database_deleted\ndata: ${JSON.stringify({ id, project, name })}\n\n` : undefined;
    }
    case 'service_event_recorded':
      if (!visible(event.event.project)) return undefined;
      return `id: ${event.event.id}\nevent: service_event\ndata: ${JSON.stringify(presentServiceEvent(event.event))}\n\n`;
    case 'audit_recorded':
      return visible(event.entry.project) ? `event: audit\ndata: ${JSON.stringify(presentAuditEntry(event.entry))}\n\n` : undefined;
  }
}
