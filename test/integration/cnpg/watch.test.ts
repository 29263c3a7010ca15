import { after } from 'node:test';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { watchFaultTests } from '../../support/watch-faults.ts';

const server = await fakeKubernetes();
after(() => server.stop());

watchFaultTests('the watch, over a fake API server', async () => server);
