import type { z } from 'zod';
import { routes } from '../../contract/routes.ts';
import { presentLogEntry, type ReadServerLog } from '../../contract/server-log.ts';
import type { DatabaseRef } from '../../domain/database.ts';
import type { Revocations } from '../../domain/ports.ts';
import type { LogEntry, LogQuery } from '../../domain/server-log.ts';
import type { ServerLogService } from '../../services/server-logs.ts';
import { answerHead, type EventStream, openEventStream } from '../event-stream.ts';
import { type ApiContext, actorOf, type Binder, bind, callerOf } from '../request.ts';

interface Parts {
  readonly serverLogs: ServerLogService;
  readonly revocations: Revocations;
  /** Ends every stream. */
  readonly closing: AbortSignal;
}

/** GET /api/databases/:name/server-logs: a list, or a stream. */
export function serverLogRoutes(binder: Binder, parts: Parts): void {
  bind(binder, routes.readServerLog, async (ctx, { params, query }) => {
    const ref = { name: params.name, project: query.project };
    if (query.follow) return follow(ctx, ref, { parts, query: logQueryOf(query) });
    const entries = await parts.serverLogs.read(callerOf(ctx), ref, logQueryOf(query));
    ctx.body = { items: entries.map(presentLogEntry) };
  });
}

const logQueryOf = ({ since, level, text, instance, limit }: z.infer<typeof ReadServerLog>): LogQuery => ({
  ...{ since, level, text, instance, limit },
});

/** What can be refused is refused before the stream begins. No more is read than the reader takes. */
async function follow(ctx: ApiContext, ref: DatabaseRef, { parts, query }: { parts: Parts; query: LogQuery }): Promise<void> {
  const left = new AbortController();
  ctx.res.once('close', () => left.abort());
  if (ctx.res.closed) return;
  const log = parts.serverLogs.follow(callerOf(ctx), ref, { query, signal: left.signal })[Symbol.asyncIterator]();
  const first = await log.next();
  if (ctx.method === 'HEAD') {
    left.abort();
    await log.return?.();
    return answerHead(ctx);
  }
  ctx.respond = false;
  const stream = openEventStream(ctx.res, { actor: actorOf(ctx), ...parts });
  try {
    await writeTo(stream, first.value ?? []);
    stream.write(`event: ready\ndata: ${JSON.stringify({ at: new Date().toISOString() })}\n\n`);
    for await (const entries of { [Symbol.asyncIterator]: () => log }) await writeTo(stream, entries);
  } catch (error) {
    ctx.app.emit('error', error, ctx); // the answer has begun: its reader begins another one
  }
  stream.end();
}

async function writeTo(stream: EventStream, entries: readonly LogEntry[]): Promise<void> {
  for (const entry of entries) {
    stream.write(`event: log\ndata: ${JSON.stringify(presentLogEntry(entry))}\n\n`);
    await stream.flushed();
  }
}
