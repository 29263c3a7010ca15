import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagedPostgresProps } from '../../../constructs/managed-postgres/managed-postgres.ts';

/** The stack that every project makes, and the database in it. */
export const STACK = 'shop';
export const ORDERS: ManagedPostgresProps = {
  name: 'orders',
  project: 'shop',
  instances: 3,
  synchronous: true,
  backups: { objectStore: 'backups' },
  roles: [{ name: 'report', passwordSecret: 'report-password' }],
};

const body = `
const app = new App();
const stack = new TerraformStack(app, '${STACK}');
new KubernetesProvider(stack, 'kubernetes', { configPath: '~/.kube/config' });
const orders = new ManagedPostgres(stack, 'orders', ${JSON.stringify(ORDERS)});
new TerraformOutput(stack, 'host', { value: orders.host });
`;

/** What Node needs to find a provider's class: its file as an ECMAScript module, its folder in CommonJS. */
const imports = (provider: string) => `
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider${provider}';
import { ManagedPostgres } from 'postgres-paas-constructs/managed-postgres';
`;
const requires = `
const { App, TerraformOutput, TerraformStack } = require('cdktf');
const { KubernetesProvider } = require('@cdktf/provider-kubernetes/lib/provider');
const { ManagedPostgres } = require('postgres-paas-constructs/managed-postgres');
`;

const json = (content: unknown) => JSON.stringify(content, null, 2);
const npmProject = (more: object = {}) => json({ name: 'shop', private: true, ...more });

/** What `cdktf init --template=typescript` makes: its compiler options, its jest configuration, a test where it puts one. */
export const TEMPLATE = {
  'package.json': npmProject({ main: 'main.js', types: 'main.ts' }),
  'tsconfig.json': json({
    compilerOptions: {
      ...{ target: 'ES2018', module: 'CommonJS', lib: ['es2018'], strict: true, declaration: true, experimentalDecorators: true },
      ...{ noUnusedLocals: true, noUnusedParameters: true, noImplicitReturns: true, noFallthroughCasesInSwitch: true },
      ...{ noEmitOnError: true, inlineSourceMap: true, inlineSources: true, resolveJsonModule: true, stripInternal: true },
      ...{ incremental: true, skipLibCheck: true },
    },
    include: ['**/*.ts'],
    exclude: ['node_modules', 'cdktf.out'],
  }),
  'jest.config.js': `module.exports = {
  preset: 'ts-jest', testEnvironment: 'node', clearMocks: true, coverageProvider: 'v8', setupFilesAfterEnv: ['<rootDir>/setup.js'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'], testMatch: ['**/__tests__/**/*.ts'], testPathIgnorePatterns: ['/node_modules/', '.d.ts', '.js'],
};`,
  'setup.js': "require('cdktf').Testing.setupJest();",
  'main.ts': `${imports('')}${body}app.synth();`,
  '__tests__/main-test.ts': `
import 'cdktf/lib/testing/adapters/jest';
import { Testing } from 'cdktf';
import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest';
import { ManagedPostgres } from 'postgres-paas-constructs/managed-postgres';

const synth = (version: number) =>
  Testing.synthScope((scope) => { new ManagedPostgres(scope, 'orders', { name: 'orders', project: 'shop', version }); });
test('the stack has a database', () => expect(synth(17)).toHaveResourceWithProperties(Manifest, { lifecycle: { prevent_destroy: true } }));
test('a wrong version is refused', () => expect(() => synth(3)).toThrow('version is 3, but must be'));
// @ts-expect-error: a name is a text
test('types are checked', () => expect(() => new ManagedPostgres(Testing.app(), 'orders', { name: 1, project: 'shop' })).toThrow());
`,
};

/** ECMAScript modules, TypeScript that Node runs as it is, and a compiler that looks into the declarations of others too. */
export const MODULES = {
  'package.json': npmProject({ type: 'module' }),
  'tsconfig.json': json({
    compilerOptions: {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      noEmit: true,
      declaration: true,
      skipLibCheck: false,
      types: ['node'],
    },
    include: ['*.ts'],
  }),
  'main.ts': `${imports('/index.js')}${body}app.synth();`,
  'network.ts': `
import { TerraformStack } from 'cdktf';
import type { NetworkingNetworkV2 } from 'postgres-paas-constructs/bindings/openstack/networking-network-v2';
import { OpenstackProvider } from 'postgres-paas-constructs/bindings/openstack/provider';
import { OpenstackNetwork } from 'postgres-paas-constructs/openstack-network';
import { OpenstackNode, type OpenstackNodeProps } from 'postgres-paas-constructs/openstack-node';
import { ownership } from 'postgres-paas-constructs/ownership';
import { PropError } from 'postgres-paas-constructs/prop-error';
import { type Platform, type PostgresReference, ManagedPostgres } from 'postgres-paas-constructs/managed-postgres';

export class Network extends TerraformStack {
  readonly network: NetworkingNetworkV2;
  constructor(scope: TerraformStack, node: Omit<OpenstackNodeProps, 'network'>) {
    super(scope, 'network');
    new OpenstackProvider(this, 'openstack', { cloud: 'lab' });
    const owner = ownership({ prefix: 'shop', environment: 'lab' });
    const made = new OpenstackNetwork(this, 'made', { ownership: owner, cidr: '10.0.0.0/24', externalNetwork: 'public', dnsServers: ['9.9.9.9'] });
    new OpenstackNode(this, 'node', { ...node, network: made });
    this.network = made.network;
    // @ts-expect-error: a network has an owner
    new OpenstackNetwork(this, 'nobodys', { cidr: '10.0.0.0/24', externalNetwork: 'public', dnsServers: [] });
  }
}
/** Of types that are inferred, so that a declaration of this file has to name them. */
export const parts = ({ network, ownership, facts, port }: OpenstackNodeProps & OpenstackNode) => ({ network, ownership, facts, port });
export const { credentials, certificateAuthority } = ManagedPostgres.fromName({ project: 'shop', name: 'orders' });
export const platform: Partial<Platform> = { antiAffinity: 'preferred' };
export const elsewhere: PostgresReference = ManagedPostgres.fromName({ project: 'shop', name: 'orders' });
export const isFault = (error: unknown): error is PropError => error instanceof PropError;
`,
};

/** With the program that README.md begins with. */
export const TSX = { 'package.json': npmProject(), 'main.ts': `${imports('')}${body}app.synth();`, 'readme.ts': readmeProgram() };

/** Plain JavaScript: one program with the database alone, one with all that the package has. */
export const JAVASCRIPT = {
  'package.json': npmProject(),
  'main.js': `${requires}${body}app.synth();
console.log(JSON.stringify(Object.keys(require.cache)));`,
  'all.js': `
const { readdirSync } = require('node:fs');
const { dirname, join } = require('node:path');
const folder = join(dirname(require.resolve('postgres-paas-constructs/package.json')), 'dist');
const names = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.js') && !file.startsWith('chunks'));
for (const name of names) console.log(name, Object.keys(require('postgres-paas-constructs/' + name.slice(0, -3))).join());`,
  'argo-cd.js': `
const { App, TerraformStack } = require('cdktf');
const { HelmProvider } = require('@cdktf/provider-helm/lib/provider');
const { ArgoCd } = require('postgres-paas-constructs/argo-cd');
const { RootApplication } = require('postgres-paas-constructs/root-application');
const app = new App();
const stack = new TerraformStack(app, 'argo-cd');
new HelmProvider(stack, 'helm');
const argoCd = new ArgoCd(stack, 'argo-cd', {});
new RootApplication(stack, 'root', { argoCd, repository: 'https://git.example.test/platform.git', revision: 'main', path: 'apps' });
app.synth();`,
};

/** An app that has left cdktf for its fork: the alias that providers import, and what makes npm accept it for them. */
export const FORK = {
  'package.json': npmProject({
    dependencies: { cdktf: 'npm:cdktn@0.24.0', cdktn: '0.24.0', constructs: '~10.7.0', '@cdktf/provider-kubernetes': '^12.0.0' },
    overrides: { cdktf: '$cdktf' },
  }),
  'main.js': `${requires}${body}app.synth();`,
  'own-name.js': `${requires.replace("'cdktf'", "'cdktn'")}${body}app.synth();`,
};

function readmeProgram(): string {
  const readme = readFileSync(join(import.meta.dirname, '../../../constructs/README.md'), 'utf8');
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  if (program === undefined) throw new Error('constructs/README.md has no program in TypeScript.');
  return program;
}
