/**
 * `npm run install:cluster -- --image …`: the control plane on a Kubernetes of your own that has CloudNativePG, by kubectl.
 * The same objects as Argo CD would apply, from the same gitops/settings.yaml.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { CONTROL_PLANE_NAMESPACE } from '../constructs/manifests/labels.ts';
import { readSettings } from './gitops/settings.ts';
import { controlPlaneObjects } from './gitops/tree.ts';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    print: { type: 'boolean' },
    image: { type: 'string' },
    settings: { type: 'string', default: join(import.meta.dirname, '../gitops/settings.yaml') },
  },
});
const NAMESPACE = ['-n', CONTROL_PLANE_NAMESPACE];

if (values.help) {
  console.log(`usage: npm run install:cluster [-- --image IMAGE] [--settings FILE] [--print]
Installs the control plane on the cluster that kubectl talks to, which has CloudNativePG; again, it brings it up to date.
IMAGE is made by "docker build -f api/Dockerfile -t IMAGE ." and pushed to where the cluster finds it; it goes before the one
in the settings. FILE is another than gitops/settings.yaml. --print writes the objects to stdout and applies nothing.`);
} else {
  const objects = objectsOf(values.settings, values.image);
  if (values.print) process.stdout.write(objects);
  else install(objects);
}

function objectsOf(file: string, image: string | undefined): string {
  const settings = readSettings(file);
  const images = { ...settings.images, ...(image && { api: image }) };
  const objects = controlPlaneObjects({ ...settings, images });
  return objects.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })}`).join('');
}

function install(objects: string): void {
  kubectl(['get', 'crd', 'clusters.postgresql.cnpg.io'], {
    otherwise:
      'This cluster cannot be reached, or has no CloudNativePG. Install it first: https://cloudnative-pg.io/docs/current/installation_upgrade',
  });
  // what a Job runs cannot be changed; it does nothing when its Secret is there
  kubectl([...NAMESPACE, 'delete', 'job', 'make-secret', '--ignore-not-found']);
  kubectl(['apply', '--server-side', '-f', '-'], { input: objects });
  kubectl([...NAMESPACE, 'rollout', 'status', 'deployment/api', '--timeout=600s'], {
    otherwise: `It did not get ready. See "kubectl ${NAMESPACE.join(' ')} get pods,clusters" and "kubectl ${NAMESPACE.join(' ')} get events".`,
  });
  console.log(`
The control plane runs in the namespace ${CONTROL_PLANE_NAMESPACE}.

  reach it   kubectl ${NAMESPACE.join(' ')} port-forward service/api 8080:80     # then http://127.0.0.1:8080
  user       admin
  password   kubectl ${NAMESPACE.join(' ')} get secret control-plane -o jsonpath='{.data.admin-password}' | base64 -d
`);
}

function kubectl(args: readonly string[], { input, otherwise }: { input?: string; otherwise?: string } = {}): void {
  const { status, error } = spawnSync('kubectl', args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'], input });
  if (status === 0) return;
  console.error(error ? 'There is no kubectl on the PATH.' : (otherwise ?? `kubectl ${args.join(' ')} failed.`));
  process.exit(1);
}
