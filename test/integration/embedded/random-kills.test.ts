import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectInstance, create, get, ordinalOf, postmasterOf, untilAvailable } from '../../support/embedded-site.ts';
import { watchForTwoPrimaries } from '../../support/primary-watch.ts';
import { writeRows } from '../../support/row-writer.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

const KILLS = 200;
const DATABASES = [
  { name: 'first', synchronous: true },
  { name: 'second', synchronous: true },
  { name: 'third', synchronous: false },
];

const { site } = await siteOfTests();
for (const { name, synchronous } of DATABASES) await create(site, name, { instances: 3, synchronous });
for (const { name } of DATABASES) await untilAvailable(site, name);

const ordinalsOf = (name: string) => get(site, name).status.instances.map((instance) => ordinalOf(instance.name));

const watchOver = (name: string) => watchForTwoPrimaries(site, get(site, name).id, () => ordinalsOf(name));

test(`${KILLS} random kills never give two writable primaries, and lose no acknowledged row where commits wait for a replica`, async (t) => {
  const random = seededRandom(t);
  let left = KILLS;
  const results = DATABASES.map(async ({ name, synchronous }) => {
    const [watch, writer] = [watchOver(name), await writeRows(site, name)];
    t.after(() => Promise.all([watch.stop(), writer.stop()]));
    while (left-- > 0) {
      await writer.more(1);
      await killOne(name, random);
    }
    await writer.more(1);
    await untilAvailable(site, name);
    const acknowledged = await writer.stop();
    const { found, looks } = await watch.stop();
    t.diagnostic(`${name}: ${acknowledged.length} rows acknowledged, ${looks} looks`);
    assert.deepEqual(found, []);
    if (synchronous) assert.deepEqual(await writer.lost(), []);
  });
  await Promise.all(results);
});

test('the watch used above does see two primaries when there are two', async (t) => {
  const watch = watchOver('first');
  t.after(() => watch.stop());
  while (watch.found.length === 0) await promoteBehindThePlatform('first');
  await untilAvailable(site, 'first');
});

/** The platform puts an end to it within a moment, so it may take a few until the watch looks at the right time. */
async function promoteBehindThePlatform(name: string): Promise<void> {
  const { id, status } = await untilAvailable(site, name);
  const replica = ordinalOf(status.instances.find(({ role }) => role === 'replica')?.name ?? '');
  try {
    const session = await connectInstance(site, id, replica);
    await session.query('SELECT pg_promote(wait => true)');
    await session.end();
  } catch {
    // The platform has ended that server, as it should.
  }
}

/** Half of the time it is the primary that is hit. */
async function killOne(name: string, random: () => number): Promise<void> {
  const { id, status } = get(site, name);
  const all = ordinalsOf(name);
  const chosen = random() < 0.5 && status.primary ? ordinalOf(status.primary) : all[Math.floor(random() * all.length)];
  const found = await postmasterOf(site, id, chosen ?? 0);
  const signal = (['SIGKILL', 'SIGKILL', 'SIGQUIT', 'SIGINT'] as const)[Math.floor(random() * 4)];
  try {
    if (found) process.kill(found.pid, signal);
  } catch {
    // Dead already: another kill came first.
  }
}
