/** Clients that people use, against the endpoint: libpq 18 by psycopg, and TLS as old clients speak it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { promisify } from 'node:util';
import { create, get, untilAvailable } from '../../support/embedded-site.ts';
import { installPython, PYTHON, pythonMissing } from '../../support/python.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

const run = promisify(execFile);

const { place, site } = await siteOfTests();
await create(site, 'orders');
const { connection } = await untilAvailable(site, 'orders');
const { password, caCertificate } = await site.backend.credentials(get(site, 'orders'));
const ca = join(place.folder.path, 'ca.crt');
await writeFile(ca, caCertificate);
const uri = `postgresql://app:${password}@${connection.host}:${connection.port}/app?sslmode=verify-full&sslrootcert=${ca}`;

const missing = await pythonMissing();
if (missing) console.log(`clients: SKIPPED psycopg, since ${missing}`);

/** Runs a script with `connect(more)`; what it prints is the answer. */
async function psycopg(script: string): Promise<string> {
  const head = [
    'import sys, threading, psycopg',
    'def connect(more=""): return psycopg.connect(sys.argv[1] + more, autocommit=True, connect_timeout=60)',
  ];
  const { stdout, stderr } = await run(PYTHON, ['-c', [...head, script].join('\n'), uri]);
  return (stdout + stderr).trim();
}

describe('psycopg with a libpq of 17 or later', missing ? { skip: missing } : {}, () => {
  before(() => installPython());

  test('connects with verify-full, by asking for TLS and with TLS at once', async () => {
    const script = `
assert psycopg.pq.version() >= 170000
for more in ["", "&sslnegotiation=direct", "&gssencmode=prefer"]:
    with connect(more) as session: print(session.execute("select current_user").fetchone()[0])`;
    assert.equal(await psycopg(script), 'app\napp\napp');
  });

  for (const more of ['', '&sslnegotiation=direct'])
    test(`cancels over TLS, and is not told that it failed${more && ', also with TLS at once'}`, async () => {
      const script = `
import time
with connect() as look, connect("${more}") as session:
    pid = session.info.backend_pid
    def cancel():
        while look.execute("select count(*) from pg_stat_activity where pid = %s and query like 'select pg_sleep%%' and state = 'active'", [pid]).fetchone()[0] == 0: pass
        session.cancel_safe()
    thread = threading.Thread(target=cancel)
    thread.start()
    try: session.execute("select pg_sleep(200)")
    except psycopg.errors.QueryCanceled: print("cancelled")
    thread.join()
    print(session.execute("select 1").fetchone()[0])`;
      assert.equal(await psycopg(script), 'cancelled\n1');
    });

  test('copies both ways, gives a copy up in the middle, and is notified', async () => {
    const script = `
with connect() as session, connect() as other:
    session.execute("create table item (id int, text text)")
    with session.cursor().copy("copy item from stdin") as copy:
        for id in range(100000): copy.write_row((id, "x" * 50))
    with session.cursor().copy("copy item to stdout") as copy: print(sum(len(bytes(data)) for data in copy))
    try:
        with session.cursor().copy("copy item from stdin") as copy:
            copy.write_row((1, "x"))
            raise RuntimeError("given up")
    except RuntimeError: pass
    print(session.execute("select count(*) from item").fetchone()[0])
    session.execute("listen news")
    other.execute("notify news, 'hello'")
    print(next(session.notifies(timeout=60, stop_after=1)).payload)`;
    assert.equal(await psycopg(script), '5688890\n100000\nhello');
  });

  test('is told why it may not replicate, go without TLS or be somebody else', async () => {
    const script = `
for more in ["&replication=database", "&replication=true", "&sslmode=disable", "&dbname=postgres", "&user=postgres"]:
    try: connect(more)
    except psycopg.OperationalError as error: print(str(error).split("FATAL:  ")[1])`;
    const refusals = (await psycopg(script)).split('\n');
    assert.equal(refusals.length, 5);
    for (const refusal of refusals.slice(0, 2)) assert.match(refusal, /^no pg_hba.conf entry for replication connection/);
    assert.match(refusals[2] ?? '', /no encryption$/);
    for (const refusal of refusals.slice(3)) assert.match(refusal, /^no pg_hba.conf entry for host/);
  });
});

describe('TLS', () => {
  const greet = async (version: SecureVersion): Promise<string> => {
    const { connection } = get(site, 'orders');
    const { caCertificate } = await site.backend.credentials(get(site, 'orders'));
    const socket = connectTls({
      ...{ host: connection.host, port: connection.port, ca: caCertificate, ALPNProtocols: ['postgresql'] },
      ...{ minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' },
    });
    try {
      await once(socket, 'secureConnect');
      return socket.getProtocol() ?? 'none';
    } catch (error) {
      return String(error);
    } finally {
      socket.destroy();
    }
  };

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    test(`${version} is spoken`, async () => assert.equal(await greet(version), version));
  for (const version of ['TLSv1', 'TLSv1.1'] as const)
    test(`${version} is refused by its name`, async () => assert.match(await greet(version), /alert protocol version/));
});
