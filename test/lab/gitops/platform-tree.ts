/** The repository that the lab's Argo CD follows: what `npm run gitops` gives for the lab's settings, and the parts it stands on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GitOpsSettings, parseSettings } from '../../../scripts/gitops/settings.ts';
import { gitOpsFiles } from '../../../scripts/gitops/tree.ts';
import type { Lab } from '../cluster/lab.ts';
import type { Addons } from './addons.ts';
import { certManager, cloudNativePg, type Files, METRICS_SERVER_VALUES, metricsServer, monitoring } from './parts.ts';

const PLATFORM_FILE = join(import.meta.dirname, '../cluster/platform.json');

export const HOST = 'paas.lab.test';
export const NAMESPACE = 'postgres-paas';

/** Of the parts that take long to compile, those that there was time for. */
export interface Built {
  readonly certManager: boolean;
  readonly metricsServer: boolean;
  readonly monitoring: boolean;
}

const PROGRAMS: Readonly<Record<keyof Built, readonly string[]>> = {
  certManager: ['cert-manager'],
  metricsServer: ['metrics-server'],
  monitoring: ['prometheus', 'prometheus-operator', 'prometheus-config-reloader'],
};

export function whatIsBuilt(addons: Addons): Built {
  const isBuilt = (part: keyof Built) => PROGRAMS[part].every((name) => addons.has(name));
  return { certManager: isBuilt('certManager'), metricsServer: isBuilt('metricsServer'), monitoring: isBuilt('monitoring') };
}

/** Every program that runs as a pod. */
export const programsOf = (built: Built): string[] =>
  Object.entries(PROGRAMS).flatMap(([part, names]) => (built[part as keyof Built] ? names : []));

export async function labSettings(lab: Lab, repository: string, built: Built): Promise<GitOpsSettings> {
  return parseSettings('The settings of the lab', {
    repository,
    overlay: 'lab',
    host: HOST,
    issuer: 'local-authority',
    images: { api: 'localhost/postgres-paas/api:lab', ui: 'localhost/postgres-paas/ui:lab' },
    postgresql: await imagesOfPostgresql(lab),
    state: { version: 18, instances: 1, storageGiB: 1 },
    platform: JSON.parse(readFileSync(PLATFORM_FILE, 'utf8')),
    metricsServer: built.metricsServer,
    monitoring: { enabled: built.monitoring },
    charts: {
      certManager: { objects: 'vendor/cert-manager' },
      cloudNativePg: { objects: 'vendor/cloudnative-pg' },
      metricsServer: { folder: 'charts/metrics-server', values: METRICS_SERVER_VALUES },
      kubePrometheusStack: { objects: 'vendor/monitoring' },
      // no program of theirs can be had
      barmanCloud: false,
      nginxIngress: false,
      loki: false,
      alloy: false,
    },
    sampleDatabases: [
      { name: 'sample', project: 'demo', instances: 1, storageGiB: 1 },
      { name: 'second', project: 'demo', instances: 1, storageGiB: 1 },
    ],
  });
}

async function imagesOfPostgresql(lab: Lab): Promise<Record<string, string>> {
  const images = (await lab.run('postgres-images')).split('\n').map((line) => line.split(' '));
  return Object.fromEntries(images.map(([major = '', image = '']) => [major, image]));
}

/** Ours, by its path in the repository. Without cert-manager there are no issuers: the owner brings a certificate. */
export function ownFiles(settings: GitOpsSettings, built: Built): Files {
  const files = [...gitOpsFiles(settings)].map(([path, text]): [string, string] => [`gitops/${path}`, text]);
  return new Map(built.certManager ? files : files.filter(([path]) => !/apps\/0-/.test(path)));
}

export async function partFiles(lab: Lab, addons: Addons, built: Built): Promise<Files> {
  const parts = await Promise.all([
    cloudNativePg(lab),
    ...(built.certManager ? [certManager(addons)] : []),
    ...(built.metricsServer ? [metricsServer(addons)] : []),
    ...(built.monitoring ? [monitoring(addons)] : []),
  ]);
  return new Map(parts.flatMap((files) => [...files]));
}
