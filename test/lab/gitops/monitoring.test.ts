/** What is scraped, and who is called: the platform's monitors and rules in a real Prometheus, found by their labels. */
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { DatabaseView } from '../../../api/contract/database.ts';
import type { PrometheusRule } from '../../../constructs/manifests/objects.ts';
import { eventually } from '../../support/eventually.ts';
import { labOfTests } from '../cluster/lab.ts';
import { steps } from '../steps.ts';
import { addonsOf } from './addons.ts';
import { type Installed, openPlatform, read } from './installed.ts';
import { NAMESPACE, whatIsBuilt } from './platform-tree.ts';

const lab = await labOfTests();
const step = steps();
let platform: Installed;
let prometheus: string;
after(() => platform?.close());

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: [number, string];
}

async function query(expression: string): Promise<readonly Sample[]> {
  const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`);
  assert.equal(answer.status, 200, expression);
  return ((await answer.json()) as { data: { result: Sample[] } }).data.result;
}

const firing = (name: string) => query(`ALERTS{alertname="${name}",alertstate="firing"}`);

if (whatIsBuilt(addonsOf(lab)).monitoring) {
  step('every pod of the API, every database and the state of the platform are scraped', async () => {
    platform = await openPlatform(lab);
    prometheus = `http://127.0.0.1:${await platform.way('prometheus-operated.monitoring.svc.cluster.local:9090')}`;
    await eventually(async () => {
      const pods = (await platform.kubectl('get', 'pods', '-l', 'app.kubernetes.io/name=postgres-paas-api', '-o', 'name')).split('\n');
      assert.equal((await query('up{service="api"} == 1')).length, pods.length);
      const databases = await query('cnpg_collector_up == 1');
      const told = databases.map(({ metric }) => `${metric.postgres_paas_io_project}/${metric.postgres_paas_io_database}`);
      for (const one of ['demo/sample', 'shop/orders']) assert.ok(told.includes(one), told.join());
      assert.ok(
        databases.some(({ metric }) => metric.cnpg_io_cluster === 'paas-state'),
        'the state',
      );
    }, 180_000);
  });

  step('the API tells how full a database is and how far its replicas are behind, as Prometheus measures it', async () => {
    await platform.api.patch('/api/databases/orders?project=shop', { instances: 2 });
    await eventually(async () => {
      const { usedBytes, instances } = (await platform.api.get<DatabaseView>('/api/databases/orders?project=shop')).body.status;
      assert.ok(usedBytes !== null && usedBytes > 7 * 2 ** 20 && usedBytes < 2 ** 30, `${usedBytes} bytes`);
      assert.deepEqual(
        instances.map(({ lagBytes }) => typeof lagBytes),
        ['number', 'number'],
      );
    }, 240_000);
  });

  step('every rule is loaded, and none fails', async () => {
    const wanted = await read<PrometheusRule>(lab, `/apis/monitoring.coreos.com/v1/namespaces/${NAMESPACE}/prometheusrules/postgres-paas`);
    const names = (wanted.spec.groups ?? []).flatMap(({ rules = [] }) => rules.map(({ alert, record }) => alert ?? record));
    await eventually(async () => {
      const answer = await fetch(`${prometheus}/api/v1/rules`);
      const { data } = (await answer.json()) as { data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] } };
      const rules = data.groups.flatMap((group) => group.rules);
      for (const name of names) assert.equal(rules.find((rule) => rule.name === name)?.health, 'ok', name);
    }, 120_000);
  });

  step('no alert fires on a platform where nothing is wrong', async () => {
    const all = await query('ALERTS{alertstate="firing"}');
    assert.deepEqual(
      all.map(({ metric }) => metric.alertname),
      [],
    );
  });

  step('a database that takes no connections calls somebody, by its name, and no longer when it is well', async () => {
    const began = performance.now();
    const fence = (value: string) =>
      lab.kubectl('-n', 'pg-shop', 'annotate', '--overwrite', 'cluster', 'orders', `cnpg.io/fencedInstances=${value}`);
    await fence('["*"]');
    const [alert] = await eventually(async () => {
      const found = await firing('DatabaseDown');
      assert.ok(found.length > 0, 'no alert');
      return found;
    }, 240_000);
    console.log(`           fired after ${((performance.now() - began) / 1000).toFixed(0)} s`);
    assert.deepEqual([alert?.metric.postgres_paas_io_project, alert?.metric.postgres_paas_io_database], ['shop', 'orders']);
    await fence('[]');
    await eventually(async () => assert.deepEqual(await firing('DatabaseDown'), []), 180_000);
  });
} else {
  console.log('           NOT RUN: Prometheus and its operator, which there was no time to build');
}
