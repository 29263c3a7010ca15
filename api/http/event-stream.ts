import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Actor } from '../domain/actor.ts';
import type { Revocations } from '../domain/ports.ts';
import type { ApiContext } from './request.ts';

const HEARTBEAT_MS = 15_000;
/** A reader that is further behind is cut off; it comes back and is told what it missed. */
const MAX_BEHIND_BYTES = 4 * 1024 * 1024;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface EventStream {
  /** Dropped when the stream is over; ends it when the reader may not read any more or is too far behind. */
  write(text: string): void;
  /** Waits until the reader has taken what was written, or is gone. */
  flushed(): Promise<void>;
  /** Ends it: there is nothing more to tell. */
  end(): void;
  readonly isOver: boolean;
}

/** What a HEAD request for a stream gets. */
export function answerHead(ctx: ApiContext): void {
  ctx.type = 'text/event-stream';
  ctx.status = 200;
}

interface Reader {
  readonly actor: Actor;
  readonly revocations: Revocations;
  /** Ends every stream. */
  readonly closing: AbortSignal;
}

/** One answer that goes on: until the reader leaves, their token ends, or we stop. */
export function openEventStream(res: ServerResponse, { actor, revocations, closing }: Reader): EventStream {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
  const over = () => res.closed || res.destroyed || res.writableEnded;
  const write = (text: string) => {
    if (over()) return;
    if (revocations.isRevoked(actor.tokenId)) res.end();
    else if (res.writableLength > MAX_BEHIND_BYTES) res.destroy();
    else res.write(text);
  };
  endWith(res, { closing, endsAtMs: Date.parse(actor.tokenExpiresAt), beat: () => write(': still here\n\n') });
  return {
    write,
    async flushed() {
      if (over() || !res.writableNeedDrain) return;
      const either = new AbortController();
      const { signal } = either;
      await Promise.race([once(res, 'drain', { signal }), once(res, 'close', { signal })]);
      either.abort();
    },
    end: () => void res.end(),
    get isOver() {
      return over();
    },
  };
}

function endWith(res: ServerResponse, { closing, endsAtMs, beat }: { closing: AbortSignal; endsAtMs: number; beat(): void }): void {
  const end = () => {
    res.end();
  };
  if (closing.aborted || res.closed) {
    end();
    return;
  }
  const tokenEnd = setTimeout(end, Math.min(Math.max(0, endsAtMs - Date.now()), LONGEST_TIMER_MS));
  const heartbeat = setInterval(beat, HEARTBEAT_MS);
  closing.addEventListener('abort', end, { once: true });
  res.once('close', () => {
    clearTimeout(tokenEnd);
    clearInterval(heartbeat);
    closing.removeEventListener('abort', end);
  });
}
