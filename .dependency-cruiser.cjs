/**
 * Who may import whom. One rule a folder: what is not allowed here is an error.
 * A wrong import is a wrong design; change the table in an own commit with a decision record, not the rule in passing.
 */
const TYPE_ONLY = 'type-only';
const within = (...folders) => folders.map((folder) => `^${folder}/`);
const packages = (...names) => names.map((name) => `node_modules/${name}/`);

/** `from` may import only files that match one of `allowed`. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { pathNot: allowed },
});

const NODE_CORE =
  '^(node:)?(assert|async_hooks|buffer|child_process|crypto|dns|events|fs|http|https|net|os|path|perf_hooks|process|stream|string_decoder|timers|tls|url|util|v8|worker_threads|zlib)(/|$)';

/** What a database is; pure, and said once for the API, the manifests and the constructs. */
const DATABASE = '^api/domain/database\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    // k6 brings its own modules
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^k6(/|$)' } },
    only('domain-knows-itself', 'api/domain', within('api/domain')),
    only('contract-knows-domain-and-zod', 'api/contract', [...within('api/contract', 'api/domain'), ...packages('zod', 'zod-openapi')]),
    only('services-know-domain', 'api/services', [...within('api/services', 'api/domain'), NODE_CORE]),
    only('subscribers-know-domain', 'api/subscribers', [
      ...within('api/subscribers', 'api/domain', 'api/retry'),
      NODE_CORE,
      ...packages('prom-client', 'ipaddr.js'),
    ]),
    only('postgres-knows-pg', 'api/postgres', [...within('api/postgres'), ...packages('pg', '@types/pg')]),
    only('store-knows-domain-and-pg', 'api/store', [
      ...within('api/store', 'api/domain', 'api/postgres', 'api/retry'),
      NODE_CORE,
      ...packages('pg', '@types/pg', '@node-rs/argon2', 'p-limit', 'p-retry'),
    ]),
    only('retry-knows-node', 'api/retry', [...within('api/retry'), NODE_CORE]),
    only('what-backends-share-knows-domain', 'api/backends/shared', [...within('api/backends/shared', 'api/domain'), NODE_CORE]),
    only('embedded-knows-domain-and-pg', 'api/backends/embedded', [
      ...within('api/backends/embedded', 'api/backends/shared', 'api/domain', 'api/postgres'),
      NODE_CORE,
      ...packages('pg', '@types/pg', '@peculiar/x509', 'reflect-metadata', 'uuid', 'p-limit'),
    ]),
    only('cnpg-knows-domain-and-manifests', 'api/backends/cnpg', [
      ...within('api/backends/cnpg', 'api/backends/shared', 'api/domain', 'api/retry', 'constructs/manifests'),
      NODE_CORE,
      ...packages('@kubernetes/client-node', 'p-retry', 'zod'), // zod: what Prometheus answers is checked
    ]),
    {
      name: 'http-knows-no-backend',
      severity: 'error',
      from: { path: '^api/http/' },
      to: { path: within('api/backends', 'api/subscribers', 'api/store') },
    },
    {
      name: 'koa-only-in-http',
      severity: 'error',
      from: { path: '^api/', pathNot: '^api/http/' },
      to: { path: 'node_modules/(@types/)?(@koa/|koa)' },
    },
    {
      name: 'api-knows-no-cdktf',
      severity: 'error',
      from: { path: '^api/' },
      to: { path: 'node_modules/(cdktf|@cdktf)/', reachable: true },
    },
    only('manifests-know-themselves-and-the-database', 'constructs/manifests', [...within('constructs/manifests'), DATABASE]),
    {
      name: 'constructs-know-no-stack',
      severity: 'error',
      from: { path: '^constructs/' },
      to: { path: within('stacks', 'api', 'web-components'), pathNot: DATABASE },
    },
    { name: 'stacks-know-constructs', severity: 'error', from: { path: '^stacks/' }, to: { path: within('api', 'web-components') } },
    {
      name: 'web-components-know-lit',
      severity: 'error',
      from: { path: '^web-components/src/' },
      to: {
        pathNot: [...within('web-components'), ...packages('lit', '@lit/', 'lit-html', 'lit-element')],
        dependencyTypesNot: [TYPE_ONLY],
      },
    },
    {
      name: 'web-components-take-types-from-contract',
      severity: 'error',
      from: { path: '^web-components/src/' },
      to: { path: '^(api|constructs|stacks)/', pathNot: '^api/(contract|domain)/' },
    },
    {
      name: 'nothing-depends-on-tests',
      severity: 'error',
      from: { path: '^(api|constructs|stacks|web-components/src)/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    detectProcessBuiltinModuleCalls: true,
    doNotFollow: { path: ['node_modules', 'bindings'] },
    exclude: { path: ['node_modules/\\.bin', '^constructs/dist/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
