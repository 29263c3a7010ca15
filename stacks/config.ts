import { z } from 'zod';
import { contradictions, type Fault } from './contradictions.ts';
import {
  adminRanges,
  count,
  dnsName,
  exactVersion,
  gitRepository,
  ipv4Words,
  kubeconfigFile,
  label,
  packageRepository,
  range,
  sshPublicKey,
  timeOfDay,
  words,
} from './setting-types.ts';

/**
 * What a person sets, as environment variables. Everything has a default but what only they can know. This module reads no
 * environment itself: main.ts hands it over, tests hand over their own.
 */
const common = {
  NAME_PREFIX: label(20).default('postgres-paas').describe('first part of the name of everything that is made'),
  ENVIRONMENT: label(15).default('lab').describe('second part of every name, and a tag'),
  STATE_BACKEND: z.enum(['local', 'pg', 's3']).default('local').describe('where Terraform keeps its state'),
  STATE_PATH: z.string().default('../../../.data/terraform').describe('local: folder of the states, relative to cdktf.out/stacks/<stack>'),
  STATE_BUCKET: z.string().default('').describe('s3: the bucket (credentials by AWS_* variables; pg: connection by PG_CONN_STR)'),
  STATE_REGION: z.string().default('eu01').describe('s3: region of the bucket'),
  STATE_ENDPOINT: z.string().default('').describe('s3: endpoint, for object stores other than AWS'),
  GIT_REPOSITORY: gitRepository.default('').describe('Git URL that Argo CD follows; without it no Argo CD is installed'),
  GIT_REVISION: z.string().default('main').describe('branch, tag or commit of it'),
  GIT_PATH: z.string().default('gitops/apps').describe('folder in it that holds the applications'),
};

const openstack = z.object({
  PLATFORM: z.literal('openstack'),
  ...common,
  ADMIN_CIDRS: adminRanges.describe('REQUIRED: ranges that may reach SSH and the Kubernetes API, comma-separated'),
  SSH_PUBLIC_KEY: sshPublicKey.describe('REQUIRED: public key for the machines; the private one never gets into a state'),
  NODE_COUNT: count(1, 99).default(3).describe('machines; the first runs the control plane'),
  IMAGE_NAME: z.string().default('Debian 12').describe('image; the newest of that name, kept once a machine exists'),
  FLAVOR_NAME: z.string().default('m1.medium').describe('flavor of every machine'),
  EXTERNAL_NETWORK: z.string().default('public').describe('network that floating IPs come from'),
  NODE_CIDR: range.default('10.20.0.0/24').describe('range of the private network'),
  DNS_SERVERS: ipv4Words.default(['9.9.9.9', '149.112.112.112']).describe('resolvers of the machines'),
  ROOT_VOLUME_GIB: count(0, 4096).default(20).describe('GiB to boot from; 0 boots from the flavor'),
  DATA_VOLUME_GIB: count(1, 16_384).default(50).describe('GiB for databases on each machine; may grow, never shrink'),
  DATA_VOLUME_PROTECTION: z
    .enum(['true', 'false'])
    .default('true')
    .describe('false: a plan may remove data volumes, with the databases on them'),
  KUBERNETES_VERSION: exactVersion.default('1.35.4').describe('version that kubeadm installs'),
  KUBERNETES_PACKAGES: packageRepository
    .default('')
    .describe("repository of its Debian packages, for a mirror; without it the project's own"),
  POD_CIDR: range.default('10.244.0.0/16').describe('range of pods'),
  SERVICE_CIDR: range.default('10.96.0.0/16').describe('range of services'),
  KUBECONFIG: kubeconfigFile.prefault('.data/kubeconfig').describe('kubeconfig for Argo CD, as npm run bootstrap writes it'),
  KUBE_CONTEXT: z.string().default('').describe('context in it; without one the current context'),
});

const stackit = z.object({
  PLATFORM: z.literal('stackit'),
  ...common,
  ADMIN_CIDRS: adminRanges.describe('REQUIRED: ranges that may reach the Kubernetes API, comma-separated'),
  STACKIT_PROJECT_ID: z.uuid('must be the UUID of a STACKIT project').describe('REQUIRED: project'),
  STACKIT_REGION: z.string().default('eu01').describe('region'),
  SKE_CLUSTER_NAME: label(11).default('pgpaas').describe('name of the cluster, at most 11 characters'),
  SKE_KUBERNETES_VERSION: z
    .string()
    .regex(/^\d+\.\d+(\.\d+)?$/)
    .default('1.35')
    .describe('lowest version; SKE keeps it patched'),
  SKE_MACHINE_TYPE: z.string().default('g2i.4').describe('machine type of the node pool'),
  SKE_ZONES: words.default(['eu01-1', 'eu01-2', 'eu01-3']).describe('availability zones of the node pool'),
  SKE_NODES_MIN: count(1, 1000).default(3).describe('fewest nodes'),
  SKE_NODES_MAX: count(1, 1000).default(6).describe('most nodes'),
  SKE_MAINTENANCE_START: timeOfDay.default('02:00:00Z').describe('daily window for updates'),
  SKE_MAINTENANCE_END: timeOfDay.default('04:00:00Z').describe('its end'),
  BACKUP_BUCKET: z.string().default('').describe('object storage bucket for backups; default <prefix>-<environment>-backups'),
  DNS_NAME: dnsName.default('').describe('DNS zone to make, such as db.example.com; without it none'),
});

const kubernetes = z.object({
  PLATFORM: z.literal('kubernetes'),
  ...common,
  KUBECONFIG: kubeconfigFile.describe('REQUIRED: kubeconfig of the cluster that is there already'),
  KUBE_CONTEXT: z.string().default('').describe('context in it; without one the current context'),
});

const Config = z.discriminatedUnion('PLATFORM', [openstack, stackit, kubernetes]);

export type OpenstackConfig = z.output<typeof openstack>;
export type StackitConfig = z.output<typeof stackit>;
export type StacksConfig = z.output<typeof Config>;

/** Everything that is wrong with the variables, in one message. */
export class ConfigError extends Error {}

/** @throws ConfigError that lists every fault at once */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): StacksConfig {
  const result = Config.safeParse({ PLATFORM: 'openstack', ...withoutEmpty(environment) });
  const faults = result.success
    ? contradictions(result.data)
    : result.error.issues.map(({ path, message }) => ({ setting: path.join('.'), message }));
  const all = [...faults, ...expressions(result.success ? result.data : environment)];
  if (result.success && all.length === 0) return result.data;
  const lines = all.map((fault) => `  ${tellFault(fault, environment)}`);
  throw new ConfigError(`These settings are not usable:\n${lines.join('\n')}\n"npm run synth -- --help" explains each.`);
}

/** What is not repeated in an error: somebody may have given a secret where none belongs. */
const HIDDEN = new Set(['SSH_PUBLIC_KEY', 'GIT_REPOSITORY']);

function tellFault({ setting, message }: Fault, environment: Readonly<Record<string, string | undefined>>): string {
  const value = environment[setting];
  if (!value) return `${setting} is not set: ${message.startsWith('Invalid input') ? 'there is no default for it' : message}`;
  return `${setting} = ${HIDDEN.has(setting) ? '(not shown)' : value}: ${message}`;
}

/** Terraform would take `${` and `%{` in any text for an expression of its own. */
function expressions(settings: Readonly<Record<string, unknown>>): Fault[] {
  const ours = [openstack, stackit, kubernetes].flatMap(({ shape }) => Object.keys(shape));
  return [...new Set(ours)]
    .filter((setting) => /[$%]\{/.test(String(settings[setting] ?? '')))
    .map((setting) => ({ setting, message: 'must not hold "${" or "%{", which Terraform would carry out' }));
}

/** An empty variable is an unset one: shells and CI systems make no difference. */
const withoutEmpty = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));

/** The variables of every platform with their defaults, for `--help`. */
export function describeConfig(): string {
  return [openstack, stackit, kubernetes].map(describePlatform).join('\n\n');
}

function describePlatform(schema: typeof openstack | typeof stackit | typeof kubernetes): string {
  const rows = Object.entries(schema.shape)
    .slice(1)
    .map(([name, field]) => {
      const fallback = field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? ` [${String(field.def.defaultValue)}]` : '';
      return `  ${name.padEnd(24)}${field.description ?? ''}${fallback}`;
    });
  return [`PLATFORM=${schema.shape.PLATFORM.value}`, ...rows].join('\n');
}
