import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type Figure, percentile } from './report.ts';
import { serverProcess } from './server-process.ts';

const CHANGES = 1_000;
const PER_SECOND = 100;

/** P3: from a change being observed to its message on a stream, at 100 changes a second. */
export async function measureStreams(): Promise<Figure[]> {
  const server = await serverProcess(`${import.meta.dirname}/servers/control-plane.ts`);
  try {
    const lags = collectLags(`${server.url}/api/events`, server.token);
    await lags.ready;
    const started = performance.now();
    for (let index = 0; index < CHANGES; index += 1) {
      const wait = started + (index * 1000) / PER_SECOND - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      await server.ask('change', index % 1_000);
    }
    const p99 = percentile(await lags.all, 0.99);
    return [
      {
        what: 'P3 change observed -> server-sent event, p99 at 100/s',
        value: `${p99.toFixed(1)} ms`,
        bar: '<= 100 ms (polling: 7,500 ms)',
        met: p99 <= 100,
      },
    ];
  } finally {
    await server.stop();
  }
}

/** Reads a stream until every change has been told; each message holds the time at which its change was observed. */
function collectLags(url: string, token: string) {
  const ready = Promise.withResolvers<void>();
  const all = read(url, token, ready.resolve);
  return { ready: ready.promise, all };
}

async function read(url: string, token: string, ready: () => void): Promise<number[]> {
  const lags: number[] = [];
  const abort = new AbortController();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal });
  const messages = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { event, data } of messages ?? []) {
    const at = /"usedBytes":(\d+\.\d+)/.exec(data)?.[1];
    if (event === 'ready') ready();
    if (at) lags.push(performance.timeOrigin + performance.now() - Number(at));
    if (lags.length === CHANGES) break;
  }
  abort.abort();
  return lags;
}
