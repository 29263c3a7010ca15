/** Everything that a tenant can set for their role and their database, as hostile as it gets: the platform's own work goes on. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findBinaries } from '../../../api/backends/embedded/postgres/binaries.ts';
import {
  change,
  connect,
  create,
  get,
  ordinalOf,
  postmasterOf,
  query,
  type RunningSite,
  remove,
  startSite,
  until,
  untilAvailable,
  untilGone,
} from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { type TestFolder, temporaryDataFolder } from '../../support/state-server.ts';

const installed = await findBinaries();
let place: TestFolder;
let site: RunningSite;
const open = async () => {
  site = await startSite(place.folder);
};
before(async () => {
  place = await temporaryDataFolder();
  await open();
});
after(async () => {
  await site?.stop();
  await place?.remove();
});

/** Texts, and what `pg_settings` does not list; numbers, switches and choices follow from what it says. */
const CHOSEN: Readonly<Record<string, string>> = {
  role: 'app',
  session_authorization: 'app',
  search_path: 'nowhere',
  DateStyle: 'German, DMY',
  TimeZone: 'Pacific/Apia',
  client_encoding: 'LATIN1',
  application_name: 'postgres-paas',
  default_tablespace: '',
  temp_tablespaces: '',
  default_table_access_method: 'heap',
  default_text_search_config: 'pg_catalog.simple',
  lc_monetary: 'C',
  lc_numeric: 'C',
  lc_time: 'C',
  restrict_nonsystem_relation_kind: 'view, foreign-table',
  createrole_self_grant: 'set, inherit',
  timezone_abbreviations: 'India',
  default_transaction_isolation: 'serializable',
};
/** What would keep every session of the tenant from beginning; tenant-access.test.ts tries that. */
const LEFT_OUT = ['local_preload_libraries'];

interface Setting {
  readonly name: string;
  readonly vartype: string;
  readonly boot_val: string | null;
  readonly min_val: string | null;
  readonly max_val: string | null;
  readonly enumvals: readonly string[] | null;
}

function hostile({ name, vartype, boot_val, min_val, max_val, enumvals }: Setting): string | undefined {
  if (CHOSEN[name] !== undefined || vartype === 'string') return CHOSEN[name];
  if (vartype === 'bool') return boot_val === 'on' ? 'off' : 'on';
  if (enumvals) return enumvals.findLast((value) => value !== boot_val);
  if (name.endsWith('_timeout')) return '1';
  return (min_val === boot_val ? max_val : min_val) ?? undefined;
}

/** Without these the tenant's own sessions would not get far either. */
const ABLE = (version: number) =>
  [
    'statement_timeout=0',
    'lock_timeout=0',
    'idle_session_timeout=0',
    'idle_in_transaction_session_timeout=0',
    'default_transaction_read_only=off',
    'default_transaction_isolation=read\\ committed',
    'search_path=public',
    'exit_on_error=off',
    ...(version >= 17 ? ['transaction_timeout=0'] : []),
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ');

const WAYS = ['ROLE app', 'DATABASE app', 'ROLE app IN DATABASE app'];

/** Returns how many settings the server took. */
async function setAll(name: string, version: number): Promise<number> {
  const client = await connect(site, name, { options: ABLE(version) });
  const { rows } = await client.query<Setting>(
    `SELECT name, vartype, boot_val, min_val, max_val, enumvals FROM pg_settings WHERE context = 'user' AND name <> ALL ($1)`,
    [LEFT_OUT],
  );
  const values = new Map<string, string>(Object.entries(CHOSEN));
  for (const setting of rows) {
    const value = hostile(setting);
    if (value !== undefined) values.set(setting.name, value);
  }
  let taken = 0;
  for (const way of WAYS)
    for (const [setting, value] of values)
      await client.query(`ALTER ${way} SET ${setting} = ${client.escapeLiteral(value)}`).then(
        () => taken++,
        () => undefined, // not to be set this way, or not known to this version
      );
  await client.end();
  return taken;
}

for (const version of [18, 17, 16]) {
  const skip = installed.has(version) ? false : `PostgreSQL ${version} is not installed: npm run postgres -- ${version}`;
  describe(`with every setting of PostgreSQL ${version} against it`, { skip }, () => {
    const name = `hostile-${version}`;
    const options = ABLE(version);
    const write = () => query(site, name, 'INSERT INTO item VALUES (1)', { options });

    before(async () => {
      await create(site, name, { version });
      await untilAvailable(site, name);
      await query(site, name, 'CREATE TABLE item (id int)', { options });
      const taken = await setAll(name, version);
      assert.ok(taken > 300, `only ${taken} settings were taken`);
    });

    test('a database gets replicas that its commits wait for', async () => {
      await change(site, name, { instances: 3, synchronous: true });
      const { status } = await untilAvailable(site, name);
      assert.equal(status.readyInstances, 3);
      await write();
    });

    test('a primary that dies is replaced', async () => {
      const { id, status } = get(site, name);
      const found = await postmasterOf(site, id, ordinalOf(status.primary ?? ''));
      assert.ok(found);
      process.kill(found.pid, 'SIGKILL');
      await until(site, name, (database) => database.status.primary !== null && database.status.primary !== status.primary);
      await untilAvailable(site, name);
      await eventually(write);
    });

    test('servers restart one after the other', async () => {
      await site.transaction((tx) => site.backend.restart(tx, get(site, name)));
      await until(site, name, ({ status }) => status.state !== 'available');
      await untilAvailable(site, name);
      await write();
    });

    test('parameters, flavour and storage change', async () => {
      await change(site, name, { flavour: 'medium', storageGiB: 12, parameters: { max_connections: '60' } });
      const { status } = await untilAvailable(site, name);
      assert.ok((status.usedBytes ?? 0) > 1_000_000);
      await write();
    });

    test('the tenant gets a new password', async () => {
      await site.transaction((tx) => site.backend.resetCredentials(tx, get(site, name)));
      await untilAvailable(site, name);
      await write();
    });

    test('the platform prepares the database anew at its next start', async () => {
      await site.stop();
      await open();
      await untilAvailable(site, name);
      await eventually(write);
      await assert.rejects(query(site, name, 'CREATE EXTENSION pltcl', { options }), /pltcl/);
    });

    test('nothing failed meanwhile, and the database can be deleted', async () => {
      assert.deepEqual(site.complaints, []);
      await remove(site, name);
      await untilGone(site, name);
    });
  });
}
