import { join } from 'node:path';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { writeFaultTests } from '../../support/write-faults.ts';
import { labOfTests } from './lab.ts';

writeFaultTests('writes, over a real API server', async () => ({
  connection: (await labOfTests()).connection,
  settings: readPlatformFile(join(import.meta.dirname, 'platform.json')),
}));
