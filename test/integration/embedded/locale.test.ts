import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openDataFolder } from '../../../api/backends/embedded/data-folder.ts';
import { giveTo, postgresAccount } from '../../../api/backends/embedded/postgres/account.ts';
import { findBinaries } from '../../../api/backends/embedded/postgres/binaries.ts';
import { createCluster } from '../../../api/backends/embedded/postgres/cluster.ts';
import { create, query, type RunningSite, startSite, untilAvailable } from '../../support/embedded-site.ts';
import { type TestPlace, temporaryPlace } from '../../support/state-server.ts';

let place: TestPlace;
let site: RunningSite;
before(async () => {
  place = await temporaryPlace();
  site = await startSite(await openDataFolder({ path: place.path, repository: place.path }));
});
after(async () => {
  await site.stop();
  await site.folder.release();
  await place.remove();
});

const LETTERS = `
  SELECT upper('äéñžøßжλ') AS upper, lower('ÄÉÑŽØЖΛ') AS lower, initcap('élan über ŽIVOT жизнь') AS initcap,
    'MÜLLER' ILIKE 'mü_ler' AS ilike, 'Ünal' ~* '^ü' AS regex, 'Œuvre' ~ '^\\w+$' AS word,
    lower('İ') = 'İ' AS turkish,
    (SELECT string_agg(name, ' ' ORDER BY name) FROM unnest(ARRAY['zoe','Ärger','apfel','Zoe','ärger','Apfel','жук','éclair']) name) AS sorted,
    (SELECT array_agg(name ORDER BY name COLLATE "C") = array_agg(name ORDER BY name) FROM unnest(ARRAY['a-b','ab','a b','A','Б','𝒜','�']) name) AS "byCodePoint",
    current_setting('server_encoding') AS encoding`;

test('letters of every script have upper and lower case, and are sorted by code point, in every version', async () => {
  const { versions } = site.backend.limits;
  assert.ok(versions.includes(16) && versions.includes(17) && versions.includes(18), 'these are installed for tests');
  for (const version of versions) await create(site, `letters-${version}`, { version });
  for (const version of versions) {
    await untilAvailable(site, `letters-${version}`);
    assert.deepEqual(
      await query(site, `letters-${version}`, LETTERS),
      [
        {
          upper: 'ÄÉÑŽØßЖΛ',
          lower: 'äéñžøжλ',
          initcap: 'Élan Über Život Жизнь',
          ...{ ilike: true, regex: true, word: true, turkish: false },
          sorted: 'Apfel Zoe apfel zoe Ärger ärger éclair жук',
          ...{ byCodePoint: true, encoding: 'UTF8' },
        },
      ],
      `PostgreSQL ${version}`,
    );
  }
});

test('a machine without the locale of these rules uses another one of UTF-8, or none', async () => {
  const account = await postgresAccount();
  const home = await mkdtemp(join(tmpdir(), 'postgres-paas-locale-'));
  await giveTo(account, home);
  const found = (await findBinaries()).get(16);
  assert.ok(found);
  await cp(found.home, join(home, 'native'), { recursive: true, verbatimSymlinks: true });
  const [bin, folder] = [join(home, 'native', 'bin'), join(home, 'data')];
  await promisify(execFile)(
    'sh',
    [
      '-c',
      'mv initdb real && printf \'#!/bin/sh\\ncase "$*" in *UTF-8*) echo "initdb: error: invalid locale name" >&2; exit 1;; esac\\nexec "$(dirname "$0")/real" "$@"\\n\' > initdb && chmod 755 initdb',
    ],
    { cwd: bin },
  );
  await createCluster({
    folder,
    binaries: { ...found, home: join(home, 'native'), bin },
    account,
    superuser: 'me',
    password: 'secret',
    durable: false,
  });
  assert.equal((await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim(), '16');
  await rm(home, { recursive: true });
});
