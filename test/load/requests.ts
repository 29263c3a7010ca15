import { burst, steady } from './load.ts';
import { type Figure, median, percentile } from './report.ts';
import { type ServerProcess, serverProcess } from './server-process.ts';

const SERVERS = `${import.meta.dirname}/servers`;
const ROUNDS = 7;
const REQUESTS = 12_000;

/** CPU seconds the server spent on the requests. */
async function cost(server: ServerProcess, path: string, count: number): Promise<number> {
  const before = await server.cpuSeconds();
  const headers = server.token ? { authorization: `Bearer ${server.token}` } : {};
  await burst(`${server.url}${path}`, { count, parallel: 8, headers });
  return (await server.cpuSeconds()) - before;
}

/** Ours against a control, in turn, so that a slow minute of the machine hits both. */
async function ratios(
  ours: readonly [ServerProcess, string, number],
  control: readonly [ServerProcess, string, number],
): Promise<number[]> {
  const [a, b]: [number[], number[]] = [[], []];
  await cost(...ours);
  await cost(...control);
  for (let round = 0; round < ROUNDS; round += 1) {
    a.push((await cost(...ours)) / ours[2]);
    b.push((await cost(...control)) / control[2]);
  }
  console.log(`   CPU a request, median: ${(median(a) * 1e6).toFixed(1)} µs against ${(median(b) * 1e6).toFixed(1)} µs`);
  return b.map((other, index) => other / (a[index] ?? Number.NaN));
}

/** What a forged token costs, against a good one that is known. */
async function forgedAgainstGood(plane: ServerProcess): Promise<number> {
  const forged = { authorization: `Bearer ${plane.token.slice(0, -8)}AAAAAAAA` };
  const path = '/api/auth/me';
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const good = await cost(plane, path, REQUESTS / 4);
    const before = await plane.cpuSeconds();
    await burst(`${plane.url}${path}`, { count: REQUESTS / 4, parallel: 8, headers: forged, status: 401 });
    found.push(((await plane.cpuSeconds()) - before) / good);
  }
  return median(found);
}

const FLOOD = 64;

/** The median of a read while passwords are guessed from everywhere, against the same in peace. */
async function readsUnderLogins(plane: ServerProcess): Promise<number> {
  const read = async () => {
    const headers = { authorization: `Bearer ${plane.token}` };
    return median(await steady(`${plane.url}/api/databases/db-77?project=project-77`, { perSecond: 100, seconds: 5, headers }));
  };
  const ended = new AbortController();
  const guess = async (_: unknown, index: number) => {
    for (let count = 0; !ended.signal.aborted; count += 1) {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': `198.${index}.${count % 256}.1` };
      const body = JSON.stringify({ username: `user-${index}-${count}`, password: 'wrong' });
      await fetch(`${plane.url}/api/auth/login`, { method: 'POST', headers, body }).then((answer) => answer.text());
    }
  };
  const peace = await read();
  const guessing = Array.from({ length: FLOOD }, guess);
  const flooded = await read();
  ended.abort();
  await Promise.all(guessing);
  console.log(`   GET, p50: ${peace.toFixed(2)} ms in peace, ${flooded.toFixed(2)} ms while ${FLOOD} clients guess`);
  return flooded / peace;
}

/** P1 and P2 of the quality bars, and what strangers cost. */
export async function measureRequests(): Promise<Figure[]> {
  const [plane, bare, passThrough] = await Promise.all(
    ['control-plane', 'bare-koa', 'pass-through'].map((name) => serverProcess(`${SERVERS}/${name}.ts`)),
  );
  if (!plane || !bare || !passThrough) throw new Error('A server did not start.');
  try {
    const one = await ratios([plane, '/api/databases/db-77?project=project-77', REQUESTS], [bare, '/', REQUESTS]);
    const list = await ratios([plane, '/api/databases?limit=50', REQUESTS / 4], [passThrough, '/', 20]);
    const times = await steady(`${plane.url}/api/databases?limit=50`, {
      perSecond: 200,
      seconds: 10,
      headers: { authorization: `Bearer ${plane.token}` },
    });
    const p99 = percentile(times, 0.99);
    const [forged, guessed] = [await forgedAgainstGood(plane), await readsUnderLogins(plane)];
    return [
      { what: 'P1 GET one database, CPU against bare Koa', value: `${median(one).toFixed(2)}x`, bar: '>= 0.70x', met: median(one) >= 0.7 },
      {
        what: 'P2 page of 50 of 10,000, CPU against listing all',
        value: `${median(list).toFixed(0)}x less`,
        bar: '>= 100x less',
        met: median(list) >= 100,
      },
      { what: 'P2 page of 50 of 10,000 at 200/s, p99', value: `${p99.toFixed(1)} ms`, bar: '<= 5 ms', met: p99 <= 5 },
      { what: 'a forged token, CPU against a good one', value: `${forged.toFixed(2)}x`, bar: '<= 1.3x', met: forged <= 1.3 },
      { what: 'GET p50 while passwords are guessed, against peace', value: `${guessed.toFixed(2)}x`, bar: '<= 2x', met: guessed <= 2 },
    ];
  } finally {
    await Promise.all([plane, bare, passThrough].map((server) => server.stop()));
  }
}
