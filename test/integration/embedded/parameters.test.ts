/** Every parameter at both ends of its range, on real servers: alone or with the others, there and back. */
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import type { DatabaseSpec } from '../../../api/domain/database.ts';
import { PARAMETERS, type Parameter, parameterAmount, rangeText } from '../../../api/domain/parameters.ts';
import { change, connectInstance, create, get, instanceFolder, ordinalOf, query, untilAvailable } from '../../support/embedded-site.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

type Parameters = Record<string, string>;

/** So that the largest WAL fits; nothing is reserved for it. */
const STORAGE_GIB = 4096;
const SHARED = ['max_locks_per_transaction', 'max_prepared_transactions', 'track_activity_query_size'];
/** Steps that take a server away from its place: no parameter needs one. */
const UNWANTED = ['clone', 'elect', 'promote', 'fence', 'stop', 'add-instance', 'drop-instance', 'initialise'];

/** As the API tells the range: [smallest, largest]. */
const ends = (parameter: Parameter): readonly string[] => choices(parameter) ?? rangeText(parameter)?.split(' to ') ?? [];

function bundle(choose: (parameter: Parameter, name: string) => string | undefined): Parameters {
  const entries = Object.entries(PARAMETERS).map(([name, parameter]) => [name, choose(parameter, name)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const choices = ({ type, values }: Parameter): readonly string[] | undefined => (type === 'boolean' ? ['off', 'on'] : values);
const SMALLEST = bundle((parameter) => ends(parameter)[0]);
const LARGEST = bundle((parameter) => ends(parameter).at(-1));
/** The shortest times that are not "never", and the values between the first and the last. */
const SHORTEST = bundle((parameter) => {
  if (parameter.type === 'duration') return `${Math.max(1, parameter.min ?? 1)}ms`;
  return choices(parameter)?.[1];
});

const without = (parameters: Parameters, names: readonly string[]): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.includes(name)));
const only = (name: string, parameters: Parameters): Parameters => ({ [name]: parameters[name] ?? '' });

/** What sessions of the test need to have an answer, whatever is set on the server; that is seen in its file then. */
const PINNED = {
  statement_timeout: '0',
  lock_timeout: '0',
  idle_session_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  default_transaction_isolation: 'read\\ committed',
};
const UNHURRIED = Object.entries(PINNED)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

const UNITS: Readonly<Record<string, number>> = {
  ...{ B: 1, kB: 1024, '8kB': 8192, MB: 1024 ** 2, ms: 1, s: 1000, min: 60_000 },
};

const steps: string[] = [];
const { site } = await siteOfTests({ reconciled: (step, _, failed) => steps.push(failed ? `${step} (failed)` : step) });

async function assertInForce(name: string, parameters: Parameters): Promise<void> {
  const { id, status } = get(site, name);
  for (const instance of status.instances) {
    const session = await connectInstance(site, id, ordinalOf(instance.name), UNHURRIED);
    const { rows } = await session.query<{ name: string; setting: string; unit: string | null }>(
      'SELECT name, setting, unit FROM pg_settings WHERE name = ANY ($1)',
      [Object.keys(parameters).filter((setting) => !(setting in PINNED))],
    );
    const pinned = await session.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_file_settings WHERE applied AND name = ANY ($1)',
      [Object.keys(parameters).filter((setting) => setting in PINNED)],
    );
    for (const { name: setting, setting: text } of pinned.rows) assert.equal(text, parameters[setting], `${setting} of ${instance.name}`);
    await session.end();
    for (const { name: setting, setting: text, unit } of rows) {
      const wanted = parameters[setting];
      if (wanted === undefined || setting === 'temp_file_limit') continue;
      const amount = Number(text) < 0 ? Number(text) : Number(text) * (UNITS[unit ?? ''] ?? 1);
      const type = PARAMETERS[setting]?.type;
      const isText = type === 'boolean' || type === 'enum';
      assert.equal(isText ? text : amount, isText ? wanted : parameterAmount(setting, wanted), `${setting} of ${instance.name}`);
    }
  }
}

const foldersOf = (name: string) => {
  const { id, status } = get(site, name);
  return Promise.all(status.instances.map(async (instance) => (await stat(instanceFolder(site, id, ordinalOf(instance.name)))).ino));
};

async function assertServes(name: string): Promise<void> {
  await query(site, name, 'CREATE TABLE IF NOT EXISTS item (id serial PRIMARY KEY); INSERT INTO item DEFAULT VALUES', {
    options: UNHURRIED,
  });
  for (const readOnly of [false, true]) {
    const rows = await query(site, name, 'SELECT FROM item', { options: UNHURRIED, readOnly });
    assert.ok(rows.length > 0 || readOnly);
  }
}

async function apply(name: string, changes: Partial<DatabaseSpec> & { parameters: Parameters }): Promise<void> {
  const [primary, folders] = [get(site, name).status.primary, await foldersOf(name)];
  steps.length = 0;
  await change(site, name, changes);
  const { status } = await untilAvailable(site, name);
  await assertInForce(name, changes.parameters);
  await assertServes(name);
  assert.deepEqual(status.pendingRestart, []);
  assert.equal(get(site, name).status.primary, primary, 'no other instance is the primary');
  assert.deepEqual(await foldersOf(name), folders, 'no instance is a new copy');
  assert.deepEqual(
    steps.filter((step) => UNWANTED.includes(step) || step.endsWith('(failed)')),
    [],
  );
  assert.deepEqual(site.complaints, []);
}

for (const instances of [1, 3]) {
  describe(`on ${instances} instance${instances === 1 ? '' : 's'}`, () => {
    const name = `on-${instances}`;
    before(async () => {
      await create(site, name, { instances, synchronous: instances > 1, storageGiB: STORAGE_GIB });
      await untilAvailable(site, name);
    });

    test('all parameters take their smallest values at once', () => apply(name, { parameters: SMALLEST }));
    test('and go back to their defaults', () => apply(name, { parameters: {} }));
    test('the shortest times keep nobody from the servers but the tenant', () => apply(name, { parameters: SHORTEST }));
    test('servers restart with them', () => apply(name, { parameters: { ...SHORTEST, max_worker_processes: '9' } }));
    test('all that fit into the memory take their largest values at once', () => apply(name, { parameters: without(LARGEST, SHARED) }));
    test('from the largest straight to the smallest', () => apply(name, { parameters: SMALLEST }));
    for (const shared of SHARED)
      test(`the largest ${shared}, and back`, async () => {
        await apply(name, { parameters: only(shared, LARGEST) });
        await apply(name, { parameters: {} });
      });
    test('all largest values together take the largest flavour', { skip: instances > 1 && 'three of them take too much memory' }, () =>
      apply(name, { flavour: 'large', parameters: LARGEST }),
    );
    test('and back at once', () => apply(name, { flavour: 'small', parameters: {} }));
  });
}
