/**
 * `npm run test:cluster`: Kubernetes mode proven on a real one-node Kubernetes with CloudNativePG, which it brings up
 * and takes down. Extra arguments pick files. With LAB set, a lab that is up is used and left as it is.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withLab } from '../test/lab/cluster/lab.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' }, keep: { type: 'boolean' }, kubeconfig: { type: 'string' } },
});

if (values.help) {
  console.log(
    'usage: npm run test:cluster [-- FILE ...] [-- --keep] [-- --kubeconfig FILE]\nTests on a real Kubernetes; --keep leaves it up, LAB=FOLDER uses one that is up.\n--kubeconfig runs the contract alone, on a cluster of yours that has CloudNativePG and the images of gitops/base/databases.',
  );
} else if (values.kubeconfig) {
  process.env.CONTRACT_KUBECONFIG = values.kubeconfig;
  process.exitCode = await run(['test/lab/cluster/contract.test.ts'], new AbortController().signal);
} else {
  const files = positionals.length > 0 ? positionals : globSync('test/lab/cluster/*.test.ts').toSorted();
  process.exitCode = await withLab((_lab, signal) => run(files, signal), values);
}

async function run(files: readonly string[], signal: AbortSignal): Promise<number> {
  const tests = spawn('node', ['--test', '--test-concurrency=1', '--test-timeout=300000', '--test-force-exit', ...files], {
    stdio: 'inherit',
  });
  const stop = () => tests.kill();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const [status] = await once(tests, 'exit');
  return status ?? 1;
}
