/**
 * Builds the constructs for the package that other teams install: each path of the package and each binding becomes a module
 * of constructs/dist with its declarations beside it. CommonJS, as cdktf, constructs and the providers are. Called by
 * `npm pack` in constructs/.
 */
import { copyFileSync, cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type InputOptions, type OutputOptions } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/**
 * The paths of the package, and what is imported by each. They are the modules themselves and no files that pass them on:
 * declarations of others name a class by the file that declares it.
 */
const PATHS = {
  'managed-postgres': 'managed-postgres/managed-postgres.ts',
  'argo-cd': 'argo-cd/argo-cd.ts',
  'root-application': 'argo-cd/root-application.ts',
  'openstack-network': 'openstack/network.ts',
  'security-perimeter': 'openstack/security-perimeter.ts',
  'openstack-node': 'openstack/node.ts',
  'ske-cluster': 'ske/ske-cluster.ts',
  'backup-store': 'ske/backup-store.ts',
  ownership: 'ownership.ts',
  'prop-error': 'prop-error.ts',
};

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const constructs = join(root, 'constructs');
const dist = join(constructs, 'dist');
/** Packages are not built in: two copies of `constructs` or `cdktf` would not know each other's classes. */
const isPackage = (id: string) => !id.startsWith('.') && !isAbsolute(id);
const common: InputOptions = { cwd: root, platform: 'node', external: isPackage, checks: { pluginTimings: false } };
const output: OutputOptions = { dir: dist, entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' };

if (values.help) console.log('usage: node scripts/build-constructs.ts\nBuilds constructs/dist, for the package of the constructs.');
else await buildPackage();

async function buildPackage(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  await buildModules();
  await buildDeclarations();
  // package.json beside the sources says that .js is an ECMAScript module, as they are
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
  cpSync(join(constructs, 'argo-cd/root-application'), join(dist, 'root-application'), { recursive: true });
  copyFileSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
}

async function buildModules(): Promise<void> {
  await build({ ...common, input: entries('.js'), transform: { target: 'node20' }, output: { ...output, format: 'cjs' } });
}

/** Those of the bindings are complete as they are; being entries, they are not copied into others, where they would be other classes. */
async function buildDeclarations(): Promise<void> {
  const plugins = [dts({ emitDtsOnly: true, tsconfig: join(root, 'tsconfig.json') })];
  await build({ ...common, input: entries('.d.ts'), plugins, output: { ...output, format: 'es' } });
  for (const file of globSync('bindings/*/*.d.ts', { cwd: constructs })) copyFileSync(join(constructs, file), join(dist, file));
}

/** What the package offers by the path it is imported from; `bindings` is the suffix of the generated files to read. */
function entries(bindings: '.js' | '.d.ts'): Record<string, string> {
  const own = Object.entries(PATHS).map(([path, file]) => [path, join(constructs, file)]);
  const generated = globSync('bindings/*/*.js', { cwd: constructs }).map((file) => file.slice(0, -'.js'.length));
  return Object.fromEntries([...own, ...generated.map((name) => [name, join(constructs, `${name}${bindings}`)])]);
}
