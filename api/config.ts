import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const REPOSITORY = join(import.meta.dirname, '..');

/** Secrets that appear in guides and examples: whoever starts with one has copied, not chosen. */
const KNOWN_EXAMPLES = /^(secret|changeme|change-me|your-|supersecret|password|a-string-secret)/i;
/** A random text of 32 bytes has more; `aaaa…` and `1234…` have not. */
const DISTINCT_CHARACTERS = 10;

const list = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .pipe(z.array(z.string()))
  .transform((items) => items.filter((item) => item !== ''));

const Origin = z
  .string()
  .refine((text) => URL.parse(text)?.origin === text, 'Not an origin such as https://portal.example.com (no path, no trailing slash).');

const HostName = z
  .string()
  .regex(/^([a-z\d]([a-z\d-]*[a-z\d])?\.?)+$|^\[[\da-f:.]+\]$/i, 'A host name or address such as paas.example.com (no scheme, no port).');

const AddressRange = z.string().refine(ipaddr.isValidCIDR, 'A range of addresses such as 10.0.0.0/8 or fd00::/8.');

/** Receivers on the same machine: on a laptop these are the usual ones. */
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

const Duration = z
  .string()
  .regex(/^\d{1,5}(s|m|h)$/, 'A time such as 30m or 24h.')
  .transform((text) => Number(text.slice(0, -1)) * ({ s: 1, m: 60, h: 3600 }[text.at(-1) ?? 's'] ?? 1))
  .refine((seconds) => seconds >= 60 && seconds <= 24 * 3600, 'From 60s to 24h.');

const Days = z.coerce.number('How many days; 0 for ever.').int().min(0).max(36_500);

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const Environment = z.object({
  PAAS_HOST: z.string().min(1).default('127.0.0.1'),
  PAAS_PORT: z.coerce.number('A port from 0 to 65535; 0 for any free one.').int().min(0).max(65_535).default(8080),
  PAAS_BACKEND: z.enum(['embedded', 'cnpg']).default('embedded'),
  PAAS_DATA_DIR: z.string().min(1).optional(),
  PAAS_STATE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'A URL such as postgresql://user:password@host:5432/paas.' }).optional(),
  PAAS_STATE_CA_FILE: z.string().min(1).refine(isReadable, 'There is no such file, or it cannot be read.').optional(),
  PAAS_ADMIN_PASSWORD: z.string().min(8, 'At least 8 characters.').optional(),
  PAAS_JWT_SECRET: z
    .string()
    .min(32, 'At least 32 bytes, for example from `openssl rand -base64 48`.')
    .refine((secret) => !KNOWN_EXAMPLES.test(secret), 'This is a well-known example. Make one with `openssl rand -base64 48`.')
    .refine((secret) => new Set(secret).size >= DISTINCT_CHARACTERS, 'Too regular to be random. Make one with `openssl rand -base64 48`.')
    .optional(),
  PAAS_TOKEN_TTL: Duration.default(24 * 3600),
  PAAS_CORS_ORIGINS: list.pipe(z.array(Origin)).default([]),
  PAAS_ALLOWED_HOSTS: list.pipe(z.array(HostName)).default([]),
  PAAS_TRUSTED_PROXIES: z.coerce.number('How many proxies; 0 for none.').int().min(0).max(10).default(0),
  PAAS_AUDIT_RETENTION_DAYS: Days.default(365),
  PAAS_EVENT_RETENTION_DAYS: Days.default(90),
  PAAS_KUBECONFIG: z.string().min(1).optional(),
  PAAS_KUBE_CONTEXT: z.string().min(1).optional(),
  PAAS_KUBE_PLATFORM: z.string().min(1).optional(),
  PAAS_PROMETHEUS_URL: z.url({ protocol: /^https?$/, error: 'A URL such as http://prometheus-operated.monitoring.svc:9090.' }).optional(),
  PAAS_LOKI_URL: z.url({ protocol: /^https?$/, error: 'A URL such as http://loki.monitoring.svc:3100.' }).optional(),
  PAAS_WEBHOOK_ALLOW: list.pipe(z.array(AddressRange)).optional(),
  PAAS_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const SECRETS = ['PAAS_STATE_URL', 'PAAS_ADMIN_PASSWORD', 'PAAS_JWT_SECRET'] as const;

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly backend: 'embedded' | 'cnpg';
  /** Where laptop mode keeps everything; undefined for the default, which may have to move. */
  readonly dataDir: string | undefined;
  /** The folder of this checkout; the default data folder lies in it. */
  readonly repository: string;
  readonly stateUrl: string | undefined;
  /** Where the URL was read, to be read again when its password changes. */
  readonly stateUrlFile: string | undefined;
  /** PEM; connections to the state are encrypted and the server is verified. */
  readonly stateCaFile: string | undefined;
  readonly adminPassword: string | undefined;
  readonly jwtSecret: string | undefined;
  readonly tokenLifetimeSeconds: number;
  readonly corsOrigins: readonly string[];
  /** Names besides those of a loopback address that requests may be for; on other addresses an empty list means any. */
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: number;
  /** How long audit entries and service events are kept, in days; 0 for ever. */
  readonly retention: { readonly auditDays: number; readonly eventDays: number };
  /** undefined for the service account of the pod, else `KUBECONFIG` or `~/.kube/config`. */
  readonly kubeconfig: string | undefined;
  readonly kubeContext: string | undefined;
  /** JSON; see platform-file.ts. */
  readonly platformFile: string | undefined;
  /** A Prometheus that scrapes the databases: how full they are, and how far replicas are behind. */
  readonly prometheusUrl: string | undefined;
  /** A Loki that gets the lines of the databases' pods: their logs, further back than Kubernetes keeps them. */
  readonly lokiUrl: string | undefined;
  /** Ranges of addresses that webhooks may be sent to although they are not public. */
  readonly webhookAllow: readonly string[];
  readonly logLevel: string;
  /** How npm is called, for PostgreSQL versions that are installed on demand. */
  readonly npm: readonly [command: string, ...args: string[]];
  /** `npm start` runs us, so that we end when it does. */
  readonly startedByNpm: boolean;
}

/** Every fault of the environment, at once, each with the name of its variable. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/** The only reader of the environment. @throws ConfigError */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const faults: string[] = [];
  const given: Record<string, string | undefined> = { ...withoutEmpty(environment), ...secretsFromFiles(environment, faults) };
  const { success, data, error } = Environment.safeParse(given);
  for (const { path, message } of error?.issues ?? []) faults.push(`${String(path[0])}: ${message}`);
  if (given.PAAS_BACKEND === 'cnpg') faults.push(...missingForKubernetes(given));
  if (!success || faults.length > 0) throw new ConfigError(faults);
  return {
    host: data.PAAS_HOST,
    port: data.PAAS_PORT,
    backend: data.PAAS_BACKEND,
    dataDir: data.PAAS_DATA_DIR,
    repository: REPOSITORY,
    stateUrl: data.PAAS_STATE_URL,
    stateUrlFile: environment.PAAS_STATE_URL_FILE || undefined,
    stateCaFile: data.PAAS_STATE_CA_FILE,
    adminPassword: data.PAAS_ADMIN_PASSWORD,
    jwtSecret: data.PAAS_JWT_SECRET,
    tokenLifetimeSeconds: data.PAAS_TOKEN_TTL,
    corsOrigins: data.PAAS_CORS_ORIGINS,
    allowedHosts: data.PAAS_ALLOWED_HOSTS,
    trustedProxies: data.PAAS_TRUSTED_PROXIES,
    retention: { auditDays: data.PAAS_AUDIT_RETENTION_DAYS, eventDays: data.PAAS_EVENT_RETENTION_DAYS },
    kubeconfig: data.PAAS_KUBECONFIG,
    kubeContext: data.PAAS_KUBE_CONTEXT,
    platformFile: data.PAAS_KUBE_PLATFORM,
    prometheusUrl: data.PAAS_PROMETHEUS_URL,
    lokiUrl: data.PAAS_LOKI_URL,
    webhookAllow: data.PAAS_WEBHOOK_ALLOW ?? (data.PAAS_BACKEND === 'embedded' ? LOOPBACK : []),
    logLevel: data.PAAS_LOG_LEVEL,
    npm: npmOf(environment),
    startedByNpm: environment.npm_lifecycle_event === 'start' && process.platform !== 'win32',
  };
}

/** The npm that runs us, or else the one on the PATH. */
function npmOf({ npm_execpath: path }: Readonly<Record<string, string | undefined>>): Config['npm'] {
  return path?.endsWith('npm-cli.js') ? [process.execPath, path] : ['npm'];
}

const withoutEmpty = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([name, value]) => name.startsWith('PAAS_') && value !== ''));

function secretsFromFiles(environment: Readonly<Record<string, string | undefined>>, faults: string[]): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const name of SECRETS) {
    const file = environment[`${name}_FILE`];
    if (!file) continue;
    if (environment[name]) faults.push(`${name}: given directly and as ${name}_FILE; keep one.`);
    try {
      secrets[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      faults.push(`${name}_FILE: ${error instanceof Error ? error.message : error}`);
    }
  }
  return secrets;
}

/** On Kubernetes there are several of us: what a laptop makes up for itself must be given. */
function missingForKubernetes(given: Readonly<Record<string, string | undefined>>): string[] {
  const needed = ['PAAS_STATE_URL', 'PAAS_JWT_SECRET'] as const;
  return needed.filter((name) => !given[name]).map((name) => `${name}: needed with PAAS_BACKEND=cnpg (or ${name}_FILE).`);
}

const SecretEnvironment = z.object({ SECRET_NAMESPACE: z.string().min(1), SECRET_NAME: z.string().min(1) });

/** Where the Job before the first start puts the API's Secret. @throws ConfigError */
export function readSecretRef(environment: Readonly<Record<string, string | undefined>> = process.env): {
  namespace: string;
  name: string;
} {
  const { data, error } = SecretEnvironment.safeParse(environment);
  if (!data) throw new ConfigError(error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`));
  return { namespace: data.SECRET_NAMESPACE, name: data.SECRET_NAME };
}

/** Where this container's own API says that it lives. */
export const readHealthAddress = (environment: Readonly<Record<string, string | undefined>> = process.env): string =>
  `http://127.0.0.1:${environment.PAAS_PORT || 8080}/livez`;
