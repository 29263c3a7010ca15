/** Argo CD on the lab, and what it tells about the applications. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ARGO_CD_SETTINGS } from '../../../constructs/manifests/argo-cd-settings.ts';
import type { Application } from '../../../constructs/manifests/objects.ts';
import { eventually } from '../../support/eventually.ts';
import type { Lab } from '../cluster/lab.ts';
import type { Addons } from './addons.ts';

const NAMESPACE = 'argocd';
const APPLICATIONS = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications`;

/** As its own installation makes them, with the platform's settings; it looks at Git each 20 s in place of each 3 minutes. */
const OBJECTS = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-cm', namespace: NAMESPACE, labels: { 'app.kubernetes.io/part-of': 'argocd' } },
    data: { ...ARGO_CD_SETTINGS, 'timeout.reconciliation': '20s', 'timeout.reconciliation.jitter': '0s' },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-rbac-cm', namespace: NAMESPACE } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'argocd-secret', namespace: NAMESPACE } },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'default', namespace: NAMESPACE },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ namespace: '*', server: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  },
];

export async function startArgoCd(lab: Lab, addons: Addons): Promise<void> {
  const definitions = join(await addons.module('argocd', 'github.com/argoproj/argo-cd/v3'), 'manifests/crds');
  await applyObjects(lab, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]);
  await lab.kubectl(
    'apply',
    '--server-side',
    ...['application', 'applicationset', 'appproject'].flatMap((name) => ['-f', `${definitions}/${name}-crd.yaml`]),
  );
  // a definition that was just made has no conditions at all
  await eventually(() =>
    lab.kubectl('wait', '--for=condition=Established', 'crd/applications.argoproj.io', 'crd/appprojects.argoproj.io', '--timeout=60s'),
  );
  await applyObjects(lab, OBJECTS);
  await addons.run('argo-cd');
}

async function applyObjects(lab: Lab, objects: readonly object[]): Promise<void> {
  const file = join(lab.folder, 'objects.yaml');
  writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'), { mode: 0o600 });
  await lab.kubectl('apply', '--server-side', '--force-conflicts', '-f', file);
}

export const applicationsOf = async ({ client }: Lab): Promise<Application[]> =>
  (await client.request<{ items: Application[] }>({ method: 'GET', path: APPLICATIONS })).items;

export const waveOf = ({ metadata }: Application): number => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']);

type Status = {
  sync?: { status?: string; revision?: string };
  health?: { status?: string; message?: string };
  operationState?: { phase?: string; message?: string; finishedAt?: string; startedAt?: string };
  conditions?: { message?: string }[];
};
export const statusOf = (application: Application): Status => (application.status ?? {}) as Status;

/** One line about an application that is not as wanted: what a person would look for. */
function summary(application: Application): string {
  const { sync, health, operationState, conditions } = statusOf(application);
  const told = [health?.message, operationState?.message, ...(conditions ?? []).map(({ message }) => message)].filter(Boolean);
  return `${application.metadata.name}: ${sync?.status} ${health?.status} ${operationState?.phase ?? ''} ${told.join('; ').slice(0, 600)}`;
}

const isThere = (application: Application): boolean => {
  const { sync, health, operationState } = statusOf(application);
  return sync?.status === 'Synced' && health?.status === 'Healthy' && (operationState?.phase ?? 'Succeeded') === 'Succeeded';
};

/** Waits until every application, the root with them, is synced and healthy. */
export const allSynced = (lab: Lab, withinMs: number): Promise<Application[]> =>
  eventually(async () => {
    const all = await applicationsOf(lab);
    const missing = all.filter((one) => !isThere(one));
    assert.deepEqual(missing.map(summary), []);
    assert.ok(all.length > 1, 'no application was made by the root');
    return all;
  }, withinMs);

/** As the web page's button does: now, not at the next look. */
export async function refresh(lab: Lab): Promise<void> {
  const names = (await applicationsOf(lab)).map(({ metadata }) => `application/${metadata.name}`);
  await lab.kubectl('-n', NAMESPACE, 'annotate', '--overwrite', ...names, 'argocd.argoproj.io/refresh=normal');
}
