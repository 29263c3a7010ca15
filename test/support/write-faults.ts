import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { CnpgBackend } from '../../api/backends/cnpg/backend.ts';
import { type KubernetesClient, kubernetesClient } from '../../api/backends/cnpg/client.ts';
import { intentOf, pathOf } from '../../api/backends/cnpg/cluster-requests.ts';
import type { Connection } from '../../api/backends/cnpg/connection.ts';
import { type Database, type DatabaseRef, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { DomainError } from '../../api/domain/errors.ts';
import type { Transaction } from '../../api/domain/ports.ts';
import type { KubernetesSettings } from '../../api/platform-file.ts';
import { ANNOTATIONS } from '../../constructs/manifests/labels.ts';
import type { Cluster } from '../../constructs/manifests/objects.ts';
import { eventually } from './eventually.ts';
import { type FaultProxy, faultProxy } from './fault-proxy.ts';

export interface WritableServer {
  readonly connection: Connection;
  readonly settings: KubernetesSettings;
}

/** How long callers wait in these tests, and what would be the 10 s that they wait unless told otherwise. */
const DEADLINE_MS = 1_500;
const TOO_LATE_MS = 6_000;

/** What a write must survive, over any API server. */
export function writeFaultTests(title: string, open: () => Promise<WritableServer>): void {
  describe(title, () => {
    let [proxy, direct, backend, running]: [FaultProxy, KubernetesClient, CnpgBackend, Promise<void>] = [] as never;
    const stop = new AbortController();
    const faults: unknown[] = [];
    before(async () => {
      const { connection, settings } = await open();
      proxy = await faultProxy(connection);
      direct = kubernetesClient(connection);
      const client = kubernetesClient(proxy.connection);
      backend = new CnpgBackend({ ...settings, client, report: (fault) => faults.push(fault), writeDeadlineMs: DEADLINE_MS });
      running = backend.run(stop.signal);
      await eventually(() => assert.ok(backend.limits.versions.length > 0));
      await backend.remove(transaction(), await backend.create(transaction(), ref('first'), spec)); // makes the project
    });
    after(async () => {
      await proxy.heal();
      stop.abort();
      await running;
      for (const name of ['first', 'late', 'lost', 'slow', 'undone', 'built-on'])
        await direct.request({ method: 'DELETE', path: pathOf(ref(name)), body: {} }).catch(() => undefined);
      proxy.stop();
    });

    beforeEach(() => proxy.heal());

    const spec = { ...SPEC_DEFAULTS, version: 17, storageGiB: 1 };
    const ref = (name: string): DatabaseRef => ({ project: 'write-faults', name });
    const find = (name: string) =>
      direct.request<Cluster>({ method: 'GET', path: pathOf(ref(name)) }).catch((error: { status?: number }) => {
        assert.equal(error.status, 404);
        return undefined;
      });
    const writesOf = (found: Cluster | undefined) => found?.metadata.annotations?.[ANNOTATIONS.writes];
    const create = (name: string) => backend.create(transaction(), ref(name), spec);

    /** Refused, with a sentence and a time to come back, before the caller is tired of waiting. */
    async function refusedInTime(work: Promise<unknown>, message: RegExp): Promise<void> {
      const began = performance.now();
      await assert.rejects(work, (error) => {
        assert.ok(error instanceof DomainError);
        assert.deepEqual([error.code, (error.retryAfterSeconds ?? 0) > 0], ['unavailable', true]);
        assert.match(error.message, message);
        return true;
      });
      assert.ok(performance.now() - began < TOO_LATE_MS, 'answered too late');
    }

    test('a create whose request is slow is refused in time, and what comes of it later is deleted', async () => {
      proxy.fail({ hold: true });
      await refusedInTime(create('late'), /did not answer in time.*deleted again/);
      await proxy.heal(); // now the request arrives, and the one that was sent because nothing was there
      await eventually(async () => assert.equal(await find('late'), undefined));
      await eventually(() => assert.equal(backend.find(ref('late')), undefined));
    });

    test('a create whose reply is lost makes one database, and answers with it', async () => {
      proxy.fail({ loseReplyTo: 'POST' });
      const created = await create('lost');
      const found = await find('lost');
      assert.equal(created.id, found?.metadata.uid);
      assert.equal(writesOf(found), '1');
      await assert.rejects(create('lost'), (error) => error instanceof DomainError && error.code === 'name_taken');
    });

    test('an update whose reply is lost is carried out once, and answered', async () => {
      const current = await latest('lost');
      proxy.fail({ loseReplyTo: 'PATCH' });
      const updated = await backend.update(transaction(), current, { ...current.spec, labels: { team: 'a' } });
      assert.deepEqual(updated.spec.labels, { team: 'a' });
      assert.equal(writesOf(await find('lost')), '2');
    });

    test('an update whose request is slow is refused in time and carried out at most once', async () => {
      const current = await create('slow');
      proxy.fail({ hold: true });
      await refusedInTime(
        backend.update(transaction(), current, { ...current.spec, labels: { team: 'b' } }),
        /not known whether this was carried out/,
      );
      await proxy.heal();
      assert.match(writesOf(await find('slow')) ?? '', /^[12]$/);
    });

    test('an update that is rolled back is taken back', async () => {
      const current = await create('undone');
      const tx = transaction();
      const updated = await backend.update(tx, current, { ...current.spec, labels: { team: 'c' }, parameters: { work_mem: '9MB' } });
      assert.deepEqual(updated.spec.labels, { team: 'c' });
      tx.rollBack();
      await eventually(async () => assert.deepEqual((await latest('undone')).spec, current.spec));
      assert.equal(writesOf(await find('undone')), '3');
    });

    test('an update that is rolled back stays when another is built on it, and that is reported', async () => {
      const current = await create('built-on');
      const tx = transaction();
      const updated = await backend.update(tx, current, { ...current.spec, labels: { team: 'd' } });
      const later = await backend.update(transaction(), updated, { ...updated.spec, labels: { ...updated.spec.labels, floor: '2' } });
      const known = faults.length;
      tx.rollBack();
      await eventually(() => assert.ok(faults.length > known));
      assert.deepEqual((await latest('built-on')).spec, later.spec);
      assert.notEqual(intentOf((await find('built-on')) ?? assert.fail()), undefined);
    });

    async function latest(name: string): Promise<Database> {
      return backend.find(ref(name)) ?? assert.fail(`There is no ${name}.`);
    }
  });
}

/** Of a store that a test can let fail. */
function transaction(): Transaction & { rollBack(): void } {
  const undone: (() => void)[] = [];
  return {
    query: async () => [],
    afterCommit: () => undefined,
    afterRollback: (then) => undone.push(then),
    rollBack: () => undone.forEach((then) => void then()),
  };
}
