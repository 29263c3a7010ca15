/** The images, by the repository's own Dockerfiles on bases that are build arguments: small, and the same each time. */
import assert from 'node:assert/strict';
import { labOfTests } from '../cluster/lab.ts';
import { steps } from '../steps.ts';
import { addonsOf } from './addons.ts';
import { programsOf, whatIsBuilt } from './platform-tree.ts';

const lab = await labOfTests();
const addons = addonsOf(lab);
const step = steps();
/** Of the API, compressed. Bytes. */
const LARGEST = 43e6;

async function digestOf(name: string): Promise<string> {
  const [digest = '', bytes] = (await addons.run('digest', name)).split(' ');
  console.log(`           ${name}: ${(Number(bytes) / 1e6).toFixed(1)} MB compressed, ${digest}`);
  if (name === 'api') assert.ok(Number(bytes) <= LARGEST, `${bytes} bytes`);
  return digest;
}

step('the images are built by the Dockerfiles, small enough, and taken into the node', async () => {
  for (const name of ['api', 'ui']) {
    await addons.run('image', name);
    await digestOf(name);
    await addons.run('load', name);
  }
  for (const name of programsOf(whatIsBuilt(addons))) await addons.run('program-image', name);
});
