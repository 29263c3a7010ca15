import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { CreateDatabase } from '../../api/contract/database.ts';
import { CHARTS, type ChartName } from './charts.ts';

const Name = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'Lower-case letters, digits and hyphens.');
const Host = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/, 'A host name such as paas.example.org.');
const Image = z.string().regex(/^[^\s:@]+(:\d+)?(\/[^\s:@]+)*(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/, 'An image with a tag or a digest.');
const Cidr = z.union([z.cidrv4(), z.cidrv6()], 'A range of addresses such as 192.0.2.0/24.');
const GitUrl = z
  .string()
  .regex(/^(https:\/\/|ssh:\/\/|git@|file:\/\/)\S+$/, 'An https or ssh URL of a Git repository.')
  .refine((url) => !/^https:\/\/[^/]*@/.test(url), 'No user and no password in it: make a repository Secret in Argo CD instead.');
const Size = z.string().regex(/^\d+(Mi|Gi|Ti)$/, 'A size such as 10Gi.');

const Folder = z
  .string()
  .regex(/^[^/\\s][^\s]*$/, 'A folder of the repository, from its top.')
  .refine((path) => !path.split('/').includes('..'), 'A folder inside the repository.');
const Values = z.record(z.string(), z.unknown());

/** Where a part that is not ours comes from, when not from its chart's own repository. */
const ChartSource = z.union([
  /** The cluster has it already. */
  z.literal(false),
  /** Another repository or version of the chart, or values over ours. */
  z.strictObject({ repository: z.string().min(1).optional(), version: z.string().min(1).optional(), values: Values.optional() }),
  /** A copy of the chart in the repository. */
  z.strictObject({ folder: Folder, values: Values.optional() }),
  /** Plain objects or a kustomization in the repository, in place of the chart. */
  z.strictObject({ objects: Folder }),
]);

/** What the owner of a platform decides; see gitops/settings.yaml, which explains each. */
const Settings = z.strictObject({
  repository: GitUrl,
  revision: z.string().min(1).default('main'),
  overlay: z.enum(['ske', 'gateway-api', 'lab']).default('ske'),
  host: Host,
  issuer: z.enum(['letsencrypt-staging', 'letsencrypt-production', 'local-authority']).default('letsencrypt-staging'),
  email: z.email().optional(),
  gateway: z.strictObject({ name: Name, namespace: Name }).default({ name: 'public', namespace: 'gateways' }),
  images: z.strictObject({ api: Image, ui: Image }),
  postgresql: z.record(z.string().regex(/^\d\d$/), Image).refine((images) => Object.keys(images).length > 0, 'At least one major version.'),
  api: z
    .strictObject({ min: z.int().min(1), max: z.int().min(1).max(20) })
    .refine(({ min, max }) => min <= max, 'min is more than max.')
    .default({ min: 1, max: 5 }),
  ui: z.strictObject({ replicas: z.int().min(1).max(10) }).default({ replicas: 2 }),
  state: z
    .strictObject({ version: z.int(), instances: z.int().min(1).max(5), storageGiB: z.int().min(1) })
    .default({ version: 18, instances: 3, storageGiB: 10 }),
  /** As PAAS_KUBE_PLATFORM holds it; the API checks it when it starts. */
  platform: z.record(z.string(), z.unknown()).default({}),
  apiServerCidrs: z.array(Cidr).min(1).default(['0.0.0.0/0', '::/0']),
  monitoring: z
    .strictObject({
      enabled: z.boolean().default(true),
      retention: z.string().default('7d'),
      storage: Size.default('10Gi'),
      logs: Size.default('10Gi'),
    })
    .prefault({}),
  metricsServer: z.boolean().default(false),
  charts: z.partialRecord(z.enum(Object.keys(CHARTS) as ChartName[]), ChartSource).default({}),
  sampleDatabases: z.array(CreateDatabase).default([]),
});

export type GitOpsSettings = z.infer<typeof Settings>;

/** @throws Error, a sentence with every fault */
export const readSettings = (file: string): GitOpsSettings => parseSettings(file, parse(readFileSync(file, 'utf8')));

/** @param file names the settings in what is thrown */
export function parseSettings(file: string, settings: unknown): GitOpsSettings {
  const { data, error } = Settings.safeParse(settings);
  if (!data) throw new Error(`${file} cannot be used:\n${z.prettifyError(error)}`);
  if (!(data.state.version in data.postgresql))
    throw new Error(`${file}: state.version is ${data.state.version}, but postgresql has no image for it.`);
  return data;
}
