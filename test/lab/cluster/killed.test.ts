import { join } from 'node:path';
import { killedPlatformTests } from '../../support/killed-platform.ts';
import { labOfTests } from './lab.ts';

killedPlatformTests('a platform that is killed, over a real API server', async () => ({
  ...(await labOfTests()),
  platformFile: join(import.meta.dirname, 'platform.json'),
}));
