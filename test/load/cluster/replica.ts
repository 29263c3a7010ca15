/** One replica of the platform in Kubernetes mode, in a process of its own, for the figures of test/load/cluster/bench.ts. */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { labOfTests } from '../../lab/cluster/lab.ts';
import { clusterReplica, sharedState } from '../../support/cluster-platform.ts';
import { eventually } from '../../support/eventually.ts';
import { serveParent } from '../server-process.ts';

// without it, garbage of the first list would count as memory of databases
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const lab = await labOfTests();
const state = await sharedState();
const replica = await clusterReplica(state, lab.connection, join(import.meta.dirname, '../../lab/cluster/platform.json'));
await eventually(() => {
  if (replica.backend.limits.versions.length === 0) throw new Error('not synced');
}, 120_000);
const { token = '' } = await replica.client();

serveParent({
  url: replica.url,
  token,
  async stop() {
    await replica.stop();
    await state.stop();
  },
  actions: {
    memory() {
      collectGarbage();
      return process.memoryUsage();
    },
  },
});
