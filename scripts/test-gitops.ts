/**
 * `npm run test:gitops`: the platform as Git describes it, on a real one-node Kubernetes that a real Argo CD keeps in step. It
 * builds what is missing, brings the cluster up and takes it down. With LAB set, a lab that is up (without CloudNativePG:
 * `lab up --bare`) is used and left as it is.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { withLab } from '../test/lab/cluster/lab.ts';
import { buildAddons } from '../test/lab/gitops/addons.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' }, keep: { type: 'boolean' }, minutes: { type: 'string' } },
});

/** They build on each other: one platform, brought up once. */
const FILES = ['alerts', 'dashboards', 'images', 'platform', 'drift', 'certificates', 'monitoring', 'scaling', 'manifests'].map(
  (name) => `test/lab/gitops/${name}.test.ts`,
);
/** Without these there is nothing to test. */
const NEEDED = FILES.filter((file) => /(images|platform)\.test/.test(file));

if (values.help) {
  console.log(`usage: npm run test:gitops [-- FILE ...] [-- --keep] [-- --minutes N]
The platform by Argo CD on a real Kubernetes; --keep leaves it up, LAB=FOLDER uses one that is up. After N minutes nothing more
is compiled: what needs it is not tried, and told.`);
} else {
  if (values.minutes) process.env.ADDON_DEADLINE = String(Math.floor(Date.now() / 1000) + Number(values.minutes) * 60);
  process.exitCode = await withLab((_lab, signal) => run(positionals.length > 0 ? positionals : FILES, signal), { ...values, bare: true });
}

/** One after the other, in their order: what the first brings up, the others are about. */
async function run(files: readonly string[], signal: AbortSignal): Promise<number> {
  if (!buildAddons()) return 1;
  const failed: string[] = [];
  for (const file of files) {
    if (signal.aborted) return 1;
    console.log(`== ${file}`);
    if ((await runFile(file, signal)) === 0) continue;
    failed.push(file);
    if (!NEEDED.includes(file)) continue;
    console.log(`NOT RUN, since there is no platform: ${files.filter((other) => other !== file).join(', ')}`);
    break;
  }
  return failed.length === 0 ? 0 : 1;
}

async function runFile(file: string, signal: AbortSignal): Promise<number> {
  const tests = spawn('node', ['--test', '--test-timeout=900000', '--test-force-exit', file], { stdio: 'inherit' });
  const stop = () => tests.kill();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const [status] = await once(tests, 'exit');
  signal.removeEventListener('abort', stop);
  return status ?? 1;
}
