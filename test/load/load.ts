import { Agent, request } from 'node:http';

type Headers = Readonly<Record<string, string>>;

/** One request over a kept connection; resolves with the milliseconds until the answer was whole. */
export function timedGet(agent: Agent, url: string, headers: Headers, expected = 200): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, headers }, (answer) => {
      answer.resume();
      if (answer.statusCode !== expected) reject(new Error(`${url} answered ${answer.statusCode}`));
      answer.once('end', () => resolve(performance.now() - started));
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}

/** `count` requests, `parallel` at a time. */
export async function burst(
  url: string,
  { count, parallel, headers, status }: { count: number; parallel: number; headers: Headers; status?: number },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  let left = count;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (left-- > 0) await timedGet(agent, url, headers, status);
    }),
  );
  agent.destroy();
}

/** Requests at a fixed rate, whether the ones before are answered or not; resolves with the milliseconds of each. */
export async function steady(
  url: string,
  { perSecond, seconds, headers }: { perSecond: number; seconds: number; headers: Headers },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const running: Promise<number>[] = [];
  const started = performance.now();
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = started + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(timedGet(agent, url, headers));
  }
  const times = await Promise.all(running);
  agent.destroy();
  return times;
}
