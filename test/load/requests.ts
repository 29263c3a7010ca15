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

/** P1 and P2 of the quality bars. */
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
    return [
      { what: 'P1 GET one database, CPU against bare Koa', value: `${median(one).toFixed(2)}x`, bar: '>= 0.70x', met: median(one) >= 0.7 },
      {
        what: 'P2 page of 50 of 10,000, CPU against listing all',
        value: `${median(list).toFixed(0)}x less`,
        bar: '>= 100x less',
        met: median(list) >= 100,
      },
      { what: 'P2 page of 50 of 10,000 at 200/s, p99', value: `${p99.toFixed(1)} ms`, bar: '<= 5 ms', met: p99 <= 5 },
    ];
  } finally {
    await Promise.all([plane, bare, passThrough].map((server) => server.stop()));
  }
}
