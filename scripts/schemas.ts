/**
 * `npm run schemas`: takes the schemas of the Kubernetes objects we write out of the Go modules that define them and
 * makes types of them. Needs Go and the module proxy; the results are committed, so nothing else does.
 * `--check` writes nothing and fails when the modules and the committed schemas differ.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { parseAllDocuments } from 'yaml';

type Schema = { [key: string]: unknown };
type Schemas = Record<string, Schema>;

const folder = join(import.meta.dirname, '../constructs/manifests');
export const SCHEMAS_FILE = join(folder, 'schemas.gen.json');
export const TYPES_FILE = join(folder, 'kubernetes.gen.ts');

/** Where each schema comes from. `sum` is the module's hash as go.sum has it: another content is refused. */
const CUSTOM_RESOURCES = [
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg@v1.30.0',
    sum: 'h1:fnhVq44xXx97MNiuvJsPrX1vSjYbgdyBK5MSGfdHdp0=',
    files: ['releases/cnpg-1.30.0.yaml'],
    kinds: ['Cluster', 'ClusterImageCatalog', 'Database', 'DatabaseRole', 'Pooler', 'Backup', 'ScheduledBackup'],
  },
  {
    module: 'github.com/cloudnative-pg/plugin-barman-cloud@v0.14.0',
    sum: 'h1:kpTo7egntRIM15hvo0xtOj07wyjj23jcz/Co0KfzC7s=',
    files: ['config/crd/bases/barmancloud.cnpg.io_objectstores.yaml'],
    kinds: ['ObjectStore'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    files: ['bundle.yaml'],
    kinds: ['PodMonitor', 'ServiceMonitor', 'PrometheusRule'],
  },
  {
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
    files: ['deploy/crds/cert-manager.io_clusterissuers.yaml', 'deploy/crds/cert-manager.io_certificates.yaml'],
    kinds: ['ClusterIssuer', 'Certificate'],
  },
  {
    module: 'github.com/argoproj/argo-cd/v3@v3.6.1',
    sum: 'h1:OmhqeKiR3C//awbFrhQqFdtRI+Qiv17j8vqm3UkMj/g=',
    files: ['manifests/crds/application-crd.yaml', 'manifests/crds/appproject-crd.yaml'],
    kinds: ['Application', 'AppProject'],
  },
  {
    module: 'sigs.k8s.io/gateway-api@v1.4.0',
    sum: 'h1:ZwlNM6zOHq0h3WUX2gfByPs2yAEsy/EenYJB78jpQfQ=',
    files: ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
    kinds: ['HTTPRoute'],
  },
];

const KUBERNETES = {
  module: 'k8s.io/kubernetes@v1.35.4',
  sum: 'h1:o/8dBC/pHVpYoGV4OAIytAlNPZbdYVTXJHoYvXC4qzM=',
  kinds: {
    api__v1: ['ConfigMap', 'Namespace', 'ResourceQuota', 'LimitRange', 'Service', 'ServiceAccount'],
    apis__apps__v1: ['Deployment'],
    apis__autoscaling__v2: ['HorizontalPodAutoscaler'],
    apis__batch__v1: ['Job'],
    apis__policy__v1: ['PodDisruptionBudget'],
    'apis__networking.k8s.io__v1': ['Ingress', 'NetworkPolicy'],
    'apis__rbac.authorization.k8s.io__v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  },
};

async function main() {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, check: { type: 'boolean' } } });
  if (values.help)
    return console.log('usage: npm run schemas [-- --check]\nSchemas and types of the Kubernetes objects, out of pinned Go modules.');
  const all = Object.assign({}, ...SOURCES.map(({ read }) => read())) as Schemas;
  const schemas = Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if (values.check) return compare(schemas);
  writeFileSync(SCHEMAS_FILE, `${JSON.stringify(schemas, null, 1)}\n`);
  writeFileSync(TYPES_FILE, await typesOf(schemas));
}

function compare(schemas: Schemas) {
  if (isDeepStrictEqual(schemas, JSON.parse(readFileSync(SCHEMAS_FILE, 'utf8')))) return;
  console.error('The committed schemas differ from those of the pinned modules. Run: npm run schemas');
  process.exitCode = 1;
}

/** The TypeScript of the schemas. A field with a default stays optional: the server fills it in, we need not. */
export async function typesOf(schemas: Schemas): Promise<string> {
  const document = { openapi: '3.0.3', info: { title: 'Kubernetes', version: '1' }, paths: {}, components: { schemas } };
  const types = astToString(await openapiTS(JSON.stringify(document), { defaultNonNullable: false }));
  return `/** Made by \`npm run schemas\` from schemas.gen.json. Do not edit. */\n${types}`;
}

function customResources({ module, sum, files, kinds }: (typeof CUSTOM_RESOURCES)[number]): Schemas {
  const folder = moduleFolder(module, sum);
  const documents = files.flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((one) => one.toJS()));
  const wanted = documents.filter((one) => one?.kind === 'CustomResourceDefinition' && kinds.includes(one.spec.names.kind));
  return Object.fromEntries(wanted.map(customResource));
}

interface Source {
  readonly module: string;
  /** In its folder, with the definitions of custom resources. */
  readonly files: readonly string[];
  /** Where its files are. Throws where the module cannot be had. */
  folder(): string;
  /** Its part of the schemas. Throws likewise. */
  read(): Schemas;
}

/** Each pinned module. */
export const SOURCES: readonly Source[] = [
  ...CUSTOM_RESOURCES.map((source) => ({
    module: source.module,
    files: source.files,
    folder: () => moduleFolder(source.module, source.sum),
    read: () => customResources(source),
  })),
  {
    module: KUBERNETES.module,
    files: [],
    folder: () => moduleFolder(KUBERNETES.module, KUBERNETES.sum),
    read: () => Object.fromEntries(kubernetesObjects()),
  },
];

/** The module's folder in Go's own cache, downloaded if need be. Go's checksum database is not asked: the hash is pinned here. */
function moduleFolder(module: string, sum: string): string {
  const env = { ...process.env, GONOSUMDB: '*', GOTOOLCHAIN: 'auto' }; // a module may ask for a newer Go than this machine's
  const found = JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { cwd: '/', encoding: 'utf8', env }));
  if (found.Sum !== sum) throw new Error(`${module} has the hash ${found.Sum}, but ${sum} is pinned in scripts/schemas.ts.`);
  return found.Dir;
}

function customResource({
  spec,
}: {
  spec: { group: string; names: { kind: string }; versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
}): [string, Schema] {
  const [version] = spec.versions;
  if (!version) throw new Error(`The definition of ${spec.names.kind} has no version.`);
  return [spec.names.kind, asObject(version.schema.openAPIV3Schema, `${spec.group}/${version.name}`, spec.names.kind)];
}

function kubernetesObjects(): [string, Schema][] {
  const found = new Map<string, Schema>();
  const root = moduleFolder(KUBERNETES.module, KUBERNETES.sum);
  for (const [file, kinds] of Object.entries(KUBERNETES.kinds)) {
    const all: Schemas = JSON.parse(readFileSync(join(root, 'api/openapi-spec/v3', `${file}_openapi.json`), 'utf8')).components.schemas;
    const apiVersion = file.replace(/^apis?__/, '').replace('__', '/');
    for (const kind of kinds) {
      const schema = Object.entries(all).find(([name]) => name.startsWith('io.k8s.api.') && name.endsWith(`.${kind}`))?.[1];
      if (schema) found.set(kind, asObject(schema, apiVersion, kind));
    }
    addReferenced(found, all);
  }
  return [...found].map(([name, schema]) => [name, withoutProse(schema)]);
}

/** Everything that what was found refers to, under the last word of its name. */
function addReferenced(found: Map<string, Schema>, all: Schemas) {
  const missing = () =>
    [...JSON.stringify([...found.values()]).matchAll(/"#\/components\/schemas\/([\w.]+)"/g)]
      .map(([, name = '']) => name)
      .filter((name) => !found.has(short(name)));
  for (let names = missing(); names.length > 0; names = missing()) {
    for (const name of names) found.set(short(name), all[name] ?? Object.entries(all).find(([full]) => short(full) === name)?.[1] ?? {});
  }
}

const short = (name: string) => name.split('.').at(-1) ?? name;

/** An object of its own: kind and version are constants, metadata is what Kubernetes says it is. */
function asObject(schema: Schema, apiVersion: string, kind: string): Schema {
  const { properties, required, ...rest } = schema;
  const constant = (value: string) => ({ type: 'string', enum: [value] });
  const fields = {
    ...(properties as Schema),
    apiVersion: constant(apiVersion),
    kind: constant(kind),
    metadata: { $ref: '#/components/schemas/ObjectMeta' },
  };
  const needed = [...new Set(['apiVersion', 'kind', 'metadata', ...((required as string[] | undefined) ?? [])])];
  return withoutProse({ ...rest, properties: fields, required: needed });
}

/** Without descriptions, examples and defaults: they are most of the text and say nothing to the compiler. */
function withoutProse(value: Schema): Schema {
  const clean = (node: unknown, named = false): unknown => {
    if (Array.isArray(node)) return node.map((one) => clean(one));
    if (typeof node === 'string') return node.replace(/^(#\/components\/schemas\/)(.*)$/, (_, path, name) => path + short(name));
    if (node === null || typeof node !== 'object') return node;
    const fields = Object.entries(node).filter(([key]) => named || !isProse(key));
    return Object.fromEntries(fields.map(([key, one]) => [key, clean(one, !named && key === 'properties')]));
  };
  return clean(value) as Schema;
}

const isProse = (key: string) =>
  key === 'description' || key === 'default' || (key.startsWith('x-kubernetes') && key !== 'x-kubernetes-int-or-string');

if (import.meta.main) await main();
