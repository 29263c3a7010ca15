import { after } from 'node:test';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { writeFaultTests } from '../../support/write-faults.ts';

const server = await fakeKubernetes();
after(() => server.stop());

writeFaultTests('writes, over a fake API server', async () => ({ connection: server.connection, settings: readPlatformFile(undefined) }));
