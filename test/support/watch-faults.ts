import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type KubernetesClient, kubernetesClient } from '../../api/backends/cnpg/client.ts';
import type { Connection } from '../../api/backends/cnpg/connection.ts';
import { newWatchHealth, watchObjects } from '../../api/backends/cnpg/watch.ts';
import { eventually, promptly } from './eventually.ts';
import { type FaultProxy, faultProxy } from './fault-proxy.ts';

interface Item {
  readonly metadata: { readonly name: string; readonly uid?: string; readonly resourceVersion?: string };
}

export interface WatchedServer {
  readonly connection: Connection;
}

const PATH = '/api/v1/namespaces/default/configmaps';
const LABEL = 'watch-faults';

/** How soon a change must be seen after a fault is over; quality bar P4. */
const CAUGHT_UP_MS = 2_000;

/** What a watch must survive, over any API server. Each fault lasts until it is over; then what happened meanwhile must be seen. */
export function watchFaultTests(title: string, open: () => Promise<WatchedServer>): void {
  describe(title, () => {
    let server: WatchedServer;
    let proxy: FaultProxy;
    let direct: KubernetesClient;
    before(async () => {
      server = await open();
      direct = kubernetesClient(server.connection);
    });
    const put = (name: string) =>
      direct.request({
        method: 'POST',
        path: PATH,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { [LABEL]: 'yes' } } },
      });
    const drop = (name: string) => direct.request({ method: 'DELETE', path: `${PATH}/${name}`, body: {} });

    /** A watch through the proxy; `names` is what it believes there is. */
    async function watching(silenceLimitMs = 75_000) {
      proxy = await faultProxy(server.connection);
      const [stop, names, health] = [new AbortController(), new Map<string, string>(), newWatchHealth()];
      const options = {
        client: kubernetesClient(proxy.connection),
        path: PATH,
        labelSelector: LABEL,
        signal: stop.signal,
        health,
        silenceLimitMs,
      };
      const running = (async () => {
        for await (const change of watchObjects<Item>(options)) {
          if (change.kind === 'put') names.set(change.item.metadata.uid ?? '', change.item.metadata.name);
          if (change.kind === 'gone') names.delete(change.uid);
        }
      })();
      await eventually(() => assert.equal(proxy.watches(), 1));
      return {
        names: () => [...names.values()].toSorted(),
        health,
        async end() {
          stop.abort();
          proxy.stop();
          await running;
        },
      };
    }

    /** Runs one fault with a change during it, and tells how long after its end the change was seen. */
    async function survives(fault: () => Promise<void> | void, over: () => Promise<void> | void, silenceLimitMs?: number) {
      const watch = await watching(silenceLimitMs);
      try {
        await put('before');
        await eventually(() => assert.deepEqual(watch.names(), ['before']));
        await fault();
        await put('during');
        await drop('before');
        await over();
        const began = performance.now();
        await promptly(() => assert.deepEqual(watch.names(), ['during']), CAUGHT_UP_MS + (silenceLimitMs ?? 0));
        console.log(`    caught up ${Math.round(performance.now() - began)} ms after the fault`);
        return watch.health;
      } finally {
        await watch.end();
        for (const name of ['before', 'during']) await drop(name).catch(() => undefined);
      }
    }

    /** The fault lasts until it was met so often. */
    const over = (times: number) => async () => {
      await eventually(() => assert.ok(proxy.refused() >= times));
      await proxy.heal();
    };

    test('goes on from the last version after a reset, without listing again', async () => {
      const health = await survives(
        () => proxy.reset(),
        () => {},
      );
      assert.equal(health.relists, 1);
    });

    test('catches up when the server is back after nobody listened', async () => {
      await survives(
        () => proxy.down(),
        () => proxy.up(),
      );
    });

    test('notices a connection that is open and silent', async () => {
      await survives(
        () => proxy.freeze(),
        () => {},
        500,
      );
    });

    test('lists anew after a line that is no JSON, and counts it', async () => {
      const health = await survives(
        () => proxy.write('{"type":"ADDED","object":{"meta'),
        () => {},
      );
      assert.equal(health.unparsable, 1);
      assert.equal(health.relists, 2);
    });

    test('lists anew once when the version is forgotten, and finds what was deleted meanwhile', async () => {
      const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } };
      const health = await survives(
        () => proxy.write(JSON.stringify(gone)),
        () => {},
      );
      assert.equal(health.relists, 2);
    });

    test('goes on from the last bookmark, so that a version which says nothing of ours is not forgotten', async () => {
      const watch = await watching();
      try {
        await direct.request({ method: 'POST', path: PATH, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'others' } } });
        const { metadata } = await direct
          .request<Item>({ method: 'DELETE', path: `${PATH}/others`, body: {} })
          .then(() => direct.request<Item>({ method: 'GET', path: PATH }));
        assert.notEqual(proxy.lastWatch()?.get('resourceVersion'), metadata.resourceVersion, 'control');
        assert.equal(proxy.lastWatch()?.get('allowWatchBookmarks'), 'true');
        const before = watch.health.heardAt ?? 0;
        proxy.write(JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: metadata.resourceVersion } } }));
        await eventually(() => assert.ok((watch.health.heardAt ?? 0) > before));
        proxy.reset();
        await eventually(() => assert.equal(proxy.lastWatch()?.get('resourceVersion'), metadata.resourceVersion));
        assert.equal(watch.health.relists, 1);
      } finally {
        await watch.end();
      }
    });

    test('waits as long as an overloaded server asks, and no longer', async () => {
      let began = 0;
      const overload = () => {
        began = performance.now();
        proxy.fail({ refuse: { status: 429, retryAfterSeconds: 1 } });
      };
      await survives(overload, async () => {
        await over(3)();
        assert.ok(performance.now() - began >= 2_000, 'three tries in less than two seconds');
      });
    });

    test('survives a server that answers 503 to everything, and does not wait as long as one that starts asks', async () => {
      await survives(() => proxy.fail({ refuse: { status: 503, retryAfterSeconds: 5 } }), over(4));
    });
  });
}
