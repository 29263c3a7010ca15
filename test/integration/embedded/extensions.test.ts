import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBinaries } from '../../../api/backends/embedded/postgres/binaries.ts';
import { extensionsOf, PROVIDED_EXTENSIONS } from '../../../api/domain/extensions.ts';
import { connect, connectInstance, create, get, query, until, untilAvailable } from '../../support/embedded-site.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

const versions = [...(await findBinaries()).keys()];
/** SQLSTATE undefined_file: not every machine has the libraries of Perl, Python and Tcl. */
const MISSING = '58P01';
const nameOf = (version: number) => `of-${version}`;

const { site } = await siteOfTests();
for (const version of versions) await create(site, nameOf(version), { version });
for (const version of versions) await untilAvailable(site, nameOf(version));

/** What the server has; a distribution may leave some out, or bring some of its own. */
async function installed(version: number): Promise<Map<string, string>> {
  const rows = await query(site, nameOf(version), 'SELECT name, default_version AS version FROM pg_available_extensions');
  return new Map(rows.map((row) => [String(row.name), String(row.version)]));
}

for (const version of versions) {
  test(`a tenant of PostgreSQL ${version} can create exactly the extensions that are on offer, in the version that is told`, async () => {
    const there = await installed(version);
    const listed = extensionsOf(version).filter(({ name }) => there.has(name));
    assert.ok(listed.length > 40, `${listed.length} extensions`);
    assert.deepEqual(
      listed.map(({ name, version: told }) => [name, told]),
      listed.map(({ name }) => [name, there.get(name)]),
    );
    const session = await connect(site, nameOf(version));
    for (const { name, available } of listed.filter((extension) => !PROVIDED_EXTENSIONS.includes(extension.name))) {
      const made = await session.query(`CREATE EXTENSION IF NOT EXISTS "${name}" CASCADE`).then(
        () => 'made',
        ({ code }: { code?: string }) => (code === '42501' || code === MISSING ? 'refused' : code),
      );
      assert.equal(made, available ? 'made' : 'refused', name);
    }
    await session.end();
  });

  test(`PostgreSQL ${version} of npm has no extension that is not listed`, async (t) => {
    if (version < 16) return t.skip('it is the one of this machine, whose distribution may add to it');
    const listed = new Set(extensionsOf(version).map(({ name }) => name));
    assert.deepEqual(
      [...(await installed(version)).keys()].filter((name) => !listed.has(name)),
      [],
    );
  });

  test(`a tenant of PostgreSQL ${version} reads the statistics of their own statements, and those of nobody else`, async () => {
    await query(site, nameOf(version), 'SELECT 4711 AS "a number to be found"');
    const rows = await query(site, nameOf(version), 'SELECT query, calls::int AS calls FROM pg_stat_statements');
    const found = rows.find((row) => String(row.query).includes('a number to be found'));
    assert.equal(found?.calls, 1);
    assert.equal(
      rows.some((row) => String(row.query).includes('insufficient privilege')),
      false,
    );
  });
}

test('a language that is not on offer is refused with a sentence, also as part of what needs it', async () => {
  await assert.rejects(query(site, nameOf(18), 'CREATE EXTENSION pltcl'), /the language pltcl is not on offer here/);
  await assert.rejects(query(site, nameOf(18), 'CREATE EXTENSION bool_plperl CASCADE'), /the language plperl is not on offer here|libperl/);
});

test('a tenant cannot take the guard over languages away, and it is in no dump of theirs', async () => {
  for (const attempt of [
    'DROP EVENT TRIGGER postgres_paas_languages',
    'ALTER EVENT TRIGGER postgres_paas_languages DISABLE',
    'DROP EXTENSION plpgsql CASCADE',
    'DROP FUNCTION pg_catalog.postgres_paas_languages() CASCADE',
    'CREATE OR REPLACE FUNCTION pg_catalog.postgres_paas_languages() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$',
    'SET session_replication_role = replica',
    'SET event_triggers = off',
    'ALTER DATABASE app SET event_triggers = off',
  ])
    await assert.rejects(query(site, nameOf(18), attempt), { code: '42501' }, attempt);
  const superuser = await connectInstance(site, get(site, nameOf(18)).id, 1);
  const { rows } = await superuser.query(
    `SELECT count(*)::int AS members FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid
     WHERE extname = 'plpgsql' AND e.oid < 16384 AND deptype = 'e' AND objid IN (
       SELECT oid FROM pg_event_trigger WHERE evtname = 'postgres_paas_languages'
       UNION SELECT oid FROM pg_proc WHERE proname = 'postgres_paas_languages')`,
  );
  await superuser.end();
  assert.deepEqual(rows, [{ members: 2 }]);
});

test("the platform's own work in a tenant's database runs nothing of the tenant's", async () => {
  const name = nameOf(18);
  await query(site, name, 'CREATE TABLE trap (who text)');
  await query(
    site,
    name,
    `CREATE FUNCTION spring() RETURNS name LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.trap VALUES (current_user); RETURN 'x'; END $$`,
  );
  await query(site, name, 'CREATE VIEW public.pg_event_trigger AS SELECT spring() AS evtname');
  await query(site, name, 'ALTER DATABASE app SET search_path = public, pg_catalog');
  await query(site, name, 'ALTER DATABASE app SET standard_conforming_strings = off');
  const { revision } = await site.transaction((tx) => site.backend.resetCredentials(tx, get(site, name)));
  await until(site, name, (database) => database.revision === revision && database.status.state === 'available');
  assert.deepEqual(await query(site, name, 'SELECT who FROM public.trap'), []);
});
