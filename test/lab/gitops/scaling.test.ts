/** The API under load: rolled out anew, evicted, killed and scaled, and nobody who asks it notices. */
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { DatabaseView } from '../../../api/contract/database.ts';
import type { Deployment, HorizontalPodAutoscaler } from '../../../constructs/manifests/objects.ts';
import { openEvents } from '../../support/event-reader.ts';
import { eventually } from '../../support/eventually.ts';
import { labOfTests } from '../cluster/lab.ts';
import { steps } from '../steps.ts';
import { addonsOf } from './addons.ts';
import { type Installed, openPlatform, read, secretValue } from './installed.ts';
import { type Load, startLoad, told } from './load.ts';
import { NAMESPACE, whatIsBuilt } from './platform-tree.ts';

const lab = await labOfTests();
const step = steps();
const built = whatIsBuilt(addonsOf(lab));
const platform: Installed = await openPlatform(lab);
after(() => platform.close());

const POD = 'app.kubernetes.io/name=postgres-paas-api';
const deployment = () => read<Deployment>(lab, `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/api`);
const autoscaler = () => read<HorizontalPodAutoscaler>(lab, `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers/api`);

/** Loads the API through the ingress controller while `work` goes on, and demands that each request was answered. */
async function underLoad(clients: number, work: (load: Load) => Promise<unknown>): Promise<void> {
  const load = startLoad(
    {
      port: await platform.way('10.200.0.1:443'),
      ca: await secretValue(lab, 'postgres-paas-tls', 'ca.crt'),
      token: platform.api.token ?? '',
    },
    { clients },
  );
  try {
    await eventually(() => assert.ok(load.latencies.length > 20, 'nothing is answered'), 30_000);
    await work(load);
  } finally {
    await load.stop();
    console.log(`           ${told(load)}`);
  }
  assert.deepEqual([...load.answers.keys()], ['200']);
}

const names = async () => (await platform.kubectl('get', 'pods', '-l', POD, '-o', 'jsonpath={.items[*].metadata.name}')).split(' ');

step('a rolling update under load fails no request, and an event stream that it ends is resumed without loss', async () => {
  const { api } = platform;
  const team = `rolled-${Date.now()}`;
  const stream = await openEvents(api.url, api.token);
  await stream.message('ready');
  await underLoad(4, async () => {
    const before = await names();
    await platform.kubectl('rollout', 'restart', 'deployment/api');
    assert.equal((await api.patch('/api/databases/orders?project=shop', { labels: { team } })).status, 202);
    await platform.kubectl('rollout', 'status', 'deployment/api', '--timeout=180s');
    await eventually(
      async () =>
        assert.deepEqual(
          (await names()).filter((name) => before.includes(name)),
          [],
        ),
      60_000,
    );
  });
  await stream.ended();
  const lastEventId = stream.messages.findLast(({ id }) => id !== undefined)?.id;
  const resumed = await openEvents(api.url, api.token, lastEventId === undefined ? {} : { lastEventId });
  await resumed.until(() => [...stream.messages, ...resumed.messages].find(({ data }) => JSON.stringify(data).includes(team)));
  resumed.close();
});

step('a pod that a drain evicts fails no request', async () => {
  await platform.kubectl('scale', 'deployment', 'api', '--replicas=2'); // the autoscaler takes one away again only after minutes
  await eventually(async () => assert.ok(((await deployment()).status?.readyReplicas ?? 0) >= 2), 60_000);
  await underLoad(4, async () => {
    const [pod = ''] = await names();
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: NAMESPACE } };
    await lab.client.request({ method: 'POST', path: `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/eviction`, body });
    await eventually(async () => assert.ok(!(await names()).includes(pod)), 90_000);
  });
});

step('a pod that is killed loses no write that was acknowledged', async () => {
  const acknowledged = new Map<string, string>();
  let isOver = false;
  const writing = (async () => {
    for (let number = 0; !isOver; number++) {
      const team = `t${number}`;
      const answer = await platform.api.patch('/api/databases/orders?project=shop', { labels: { team } }).catch(() => undefined);
      if (answer?.status === 202 || answer?.status === 200) acknowledged.set('team', team);
    }
  })();
  for (let kill = 0; kill < 3; kill++) {
    const [pod = ''] = await names();
    await platform.kubectl('delete', 'pod', pod, '--grace-period=0', '--force', '--wait=false');
    await eventually(async () => assert.equal((await deployment()).status?.readyReplicas, (await deployment()).status?.replicas), 60_000);
  }
  isOver = true;
  await writing;
  const { body } = await platform.api.get<DatabaseView>('/api/databases/orders?project=shop');
  assert.equal(body.labels.team, acknowledged.get('team'), 'the last acknowledged write is what is told');
});

if (built.metricsServer) {
  step('under load there are more pods, no request fails meanwhile, and without it there is one again', async () => {
    const curve: string[] = [];
    const began = performance.now();
    const seen = async () => {
      const { spec, status } = await deployment();
      curve.push(`${((performance.now() - began) / 1000).toFixed(0)} s: ${spec?.replicas} wanted, ${status?.readyReplicas ?? 0} ready`);
      return status?.readyReplicas ?? 0;
    };
    await eventually(async () => {
      const active = (await autoscaler()).status?.conditions?.find(({ type }) => type === 'ScalingActive');
      assert.equal(active?.status, 'True', active?.message);
    }, 120_000);
    await underLoad(32, () => eventually(async () => assert.ok((await seen()) >= 3, curve.at(-1)), 240_000));
    await eventually(async () => assert.equal(await seen(), 1), 600_000);
    for (const line of curve.filter((one, index) => one.split(': ')[1] !== curve[index - 1]?.split(': ')[1]))
      console.log(`           ${line}`);
  });
} else {
  console.log('           NOT RUN: scaling; there was no time to build metrics-server');
}
