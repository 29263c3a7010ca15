/** `npm run test:openstack`: installs and starts the OpenStack lab, builds OpenTofu and the provider, applies the stacks for real. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { help: { type: 'boolean' }, only: { type: 'string' }, interrupts: { type: 'boolean' } } });
if (values.help) {
  console.log(`usage: npm run test:openstack [-- --only=PATTERN] [--interrupts]
Needs Debian 12 as root (installs packages) and Go >= 1.26.6 (builds OpenTofu and the OpenStack provider once a machine, 4 minutes).
A machine is booted as well (systemd-nspawn; its Debian root is made once a machine, a minute).
--interrupts runs those tests alone in which a deploy is cut off, refused, or finds what another one left.
Everything runs on loopback or in namespaces of its own, in a temporary folder. 6 minutes on two cores once that is built.`);
  process.exit(0);
}

const lab = join(dirname(import.meta.dirname), 'test', 'lab', 'openstack');
const obstacle = findObstacle();
if (obstacle) {
  console.error(`The OpenStack lab cannot run here, nothing was tested: ${obstacle}\n0 passed, 1 failed`);
  process.exit(1);
}
timed('packages', join(lab, 'lab.sh'), 'install');
timed('OpenTofu and provider', join(lab, 'build.sh'));
const files = values.interrupts ? ['interrupts.test.ts'] : ['boot.test.ts', 'stand-in.test.ts', 'apply.test.ts'];
const pattern = values.only ? [`--test-name-pattern=${values.only}`] : [];
timed(
  'tests',
  process.execPath,
  '--disable-warning=DEP0044',
  '--test',
  '--test-concurrency=1',
  '--test-timeout=900000',
  ...pattern,
  ...files.map((file) => join(lab, file)),
);

if (!values.interrupts) console.log('NOT RUN: deploys that are cut off (npm run test:openstack -- --interrupts)');

function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return `it needs Linux, this is ${process.platform}.`;
  if (process.getuid?.() !== 0) return 'it needs root, to install the Debian packages of OpenStack.';
  if (spawnSync('dpkg', ['--version']).status !== 0) return 'it needs Debian 12; there is no dpkg here.';
  const go = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  return go.status === 0 ? undefined : 'it needs Go >= 1.26.6, to build OpenTofu and the provider.';
}

function timed(what: string, command: string, ...args: string[]) {
  const started = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(`== ${what}: ${Math.round((Date.now() - started) / 1000)} s`);
  if (status !== 0) process.exit(status ?? 1);
}
