import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { controlPlaneObjects } from '../../../constructs/manifests/control-plane.ts';
import { eventually } from '../../support/eventually.ts';
import { forward } from './forward.ts';
import type { Lab } from './lab.ts';

export const NAMESPACE = 'postgres-paas';
const PLATFORM_FILE = join(import.meta.dirname, 'platform.json');

const IMAGE = 'postgres-paas:lab';
const SECRET = 'control-plane';
const NETWORK = { apiServerCidrs: ['0.0.0.0/0'], monitoringNamespace: 'monitoring' };

export interface InstalledPlatform {
  readonly url: string;
  readonly adminPassword: string;
  /** Closes the way to it; the platform itself stays. */
  close(): void;
}

/**
 * The platform of this checkout in the lab as it would be in production: an image, pods with a service account, a state of
 * their own. Resolves when it serves. @param port of this machine that leads to its Service; 0 for a free one
 */
export async function installPlatform(lab: Lab, { replicas = 2, port = 0 } = {}): Promise<InstalledPlatform> {
  const adminPassword = randomBytes(12).toString('base64url');
  await lab.run('platform', IMAGE);
  await apply(lab, [...objects(replicas), secret(adminPassword)]);
  await lab.kubectl('-n', NAMESPACE, 'rollout', 'status', 'deployment/api', '--timeout=180s');
  const way = await forward(lab.relaySocket, () => `api.${NAMESPACE}.svc.cluster.local:80`, port);
  const url = `http://127.0.0.1:${way.port}`;
  // a service's route follows its pods' readiness by a moment
  await eventually(async () => {
    const { status } = await fetch(`${url}/readyz`);
    if (status !== 200) throw new Error(`The platform answers ${status} to /readyz.`);
  });
  return { url, adminPassword, close: way.close };
}

function objects(replicas: number) {
  const state = { version: 18, instances: 1, storageGiB: 1 };
  const platformFile = JSON.parse(readFileSync(PLATFORM_FILE, 'utf8'));
  const props = { namespace: NAMESPACE, image: `localhost/${IMAGE}`, replicas, secret: SECRET, state, platformFile, ...NETWORK };
  return controlPlaneObjects(props, readPlatformFile(PLATFORM_FILE).platform);
}

const secret = (adminPassword: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: SECRET, namespace: NAMESPACE },
  stringData: { 'jwt-secret': randomBytes(48).toString('base64url'), 'admin-password': adminPassword },
});

async function apply({ folder, kubectl }: Lab, items: readonly object[]): Promise<void> {
  const file = join(folder, 'platform.json');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), { mode: 0o600 });
  await kubectl('apply', '--server-side', '-f', file);
}
