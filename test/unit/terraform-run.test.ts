import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ownership } from '../../constructs/ownership.ts';
import { destinationOf, refuseForeignCluster } from '../../scripts/terraform/kubeconfig.ts';
import { findLeftovers, removeLeftovers } from '../../scripts/terraform/leftovers.ts';
import type { OpenstackApi } from '../../scripts/terraform/openstack-api.ts';
import { linesOf } from '../../scripts/terraform/tail.ts';

const scratch = mkdtempSync(join(tmpdir(), 'terraform-run-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const unix = { skip: process.platform === 'win32' && 'there are no process groups on Windows' };

test('a file is read line by line while it is written, its unfinished last line at the end', async () => {
  const file = join(scratch, 'log');
  writeFileSync(file, 'one\ntw');
  const ended = Promise.withResolvers<void>();
  const seen: string[] = [];
  for await (const line of linesOf(file, ended.promise)) {
    seen.push(line);
    if (line === 'one') appendFileSync(file, 'o\nthr');
    if (line === 'two') {
      appendFileSync(file, 'ee ü');
      ended.resolve();
    }
  }
  assert.deepEqual(seen, ['one', 'two', 'three ü']);
});

test('a writer that fails ends the reading as well', async () => {
  const file = join(scratch, 'empty');
  writeFileSync(file, '');
  const seen = [];
  for await (const line of linesOf(file, Promise.reject(new Error('gone')))) seen.push(line);
  assert.deepEqual(seen, []);
});

/** A program in place of Terraform, which tells of each signal and ends some time after the first. */
const program = join(scratch, 'slow-terraform');
writeFileSync(
  program,
  `#!/bin/sh
[ "$1" = version ] && exit 0
trap 'echo "{\\"type\\":\\"diagnostic\\",\\"diagnostic\\":{\\"severity\\":\\"warning\\",\\"summary\\":\\"got INT\\"}}"; ended=yes' INT
echo '{"type":"planned_change","change":{"action":"create","resource":{"addr":"it"}}}'
while [ -z "$ended" ]; do sleep 0.05; done
echo finished > ${scratch}/finished
`,
  { mode: 0o755 },
);
const script = join(scratch, 'run.ts');
writeFileSync(
  script,
  `import { findTerraform } from '${join(import.meta.dirname, '../../scripts/terraform/program.ts')}';
const terraform = findTerraform({ ...process.env, TERRAFORM_BINARY_NAME: '${program}' });
const code = await terraform.follow('${scratch}', ['apply'], (event) => console.log(event.diagnostic?.summary ?? event.type));
console.log('code', code);
`,
);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  test(`${signal} to the whole process group lets Terraform finish, and is no success`, unix, async () => {
    const child = spawn(process.execPath, [script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (chunk.includes('planned_change')) process.kill(-(child.pid ?? 0), signal);
    });
    await once(child, 'close');
    assert.match(text, /got INT\ncode undefined\n$/);
    assert.equal(readFileSync(join(scratch, 'finished'), 'utf8'), 'finished\n');
    assert.equal(statSync(join(scratch, 'apply.log')).mode & 0o077, 0);
  });

test('a kubeconfig that is missing, is none, or lacks the context is refused with what to do', () => {
  const file = join(scratch, 'kubeconfig');
  assert.throws(() => destinationOf(join(scratch, 'none'), ''), /There is no kubeconfig .*none.*npm run bootstrap/);
  writeFileSync(file, 'contexts: 5\n');
  assert.throws(() => destinationOf(file, ''), /is no kubeconfig/);
  writeFileSync(
    file,
    'current-context: a\ncontexts: [{name: a, context: {cluster: one}}]\nclusters: [{name: one, cluster: {server: "https://203.0.113.7:6443"}}]\n',
  );
  assert.deepEqual(destinationOf(file, ''), { context: 'a', server: 'https://203.0.113.7:6443' });
  assert.throws(() => destinationOf(file, 'b'), /has no context "b" with a cluster\. It has: a/);
});

test('a cluster that is not made of our machines is refused', () => {
  const destination = { context: 'work', server: 'https://production.example.test:6443' };
  assert.throws(
    () => refuseForeignCluster(destination, 'file', ['203.0.113.7']),
    /leads to https:\/\/production\.example\.test:6443.*none of the machines/,
  );
  refuseForeignCluster({ context: 'lab', server: 'https://203.0.113.7:6443' }, 'file', ['203.0.113.7', '10.20.0.11']);
});

const owner = ownership({ prefix: 'pg', environment: 'lab' });

/** OpenStack with these collections; what is deleted is gone after two tries. */
function cloud(collections: Readonly<Record<string, unknown[]>>): OpenstackApi & { readonly deleted: string[] } {
  const deleted: string[] = [];
  const tries = new Map<string, number>();
  return {
    deleted,
    skewMs: 0,
    get: async (_service, path) => {
      const key = Object.keys(collections).find((name) => path.replace('/detail', '') === `/${name}`);
      if (key) return { [key.replace('os-', '').replaceAll('-', '_')]: collections[key] };
      if (path.includes('?device_id=')) return { ports: [] };
      if (/^\/[-a-z]+$/.test(path)) return { [path.slice(1).replace('os-', '').replaceAll('-', '_')]: [] };
      if (deleted.includes(path)) throw new Error(`GET ${path} answered 404: gone`);
      if (!path.replace('/detail', '').slice(1).includes('/')) return { [path.split('/')[1] ?? '']: [] };
      return {};
    },
    send: async (_method, { path }) => {
      const count = (tries.get(path) ?? 0) + 1;
      tries.set(path, count);
      if (count < 2) throw new Error(`DELETE ${path} answered 409: in use`);
      deleted.push(path);
    },
  };
}

test('what is ours is known by exact names, tags or metadata; a neighbour whose name begins alike is not', async () => {
  const api = cloud({
    servers: [
      { id: 's1', name: 'pg-lab-node-1' },
      { id: 's2', name: 'pg-lab-two-node-1' },
      { id: 's3', name: 'renamed', tags: owner.tags },
    ],
    volumes: [
      { id: 'v1', name: '', metadata: { 'part-of': 'pg', environment: 'lab' } },
      { id: 'v2', name: '', metadata: { 'part-of': 'pg', environment: 'two' } },
    ],
    floatingips: [{ id: 'f1', description: 'pg-lab-node-2' }],
    'os-keypairs': [{ keypair: { name: 'pg-lab-key' } }, { keypair: { name: 'ada' } }],
    networks: [{ id: 'known', name: 'pg-lab-network' }],
  });
  const found = await findLeftovers(api, owner, new Set(['known']));
  assert.deepEqual(
    found.map(({ kind, id }) => `${kind} ${id}`),
    ['server s1', 'server s3', 'volume v1', 'floating IP f1', 'key pg-lab-key'],
  );
  assert.equal(found[0]?.command, 'openstack server delete --wait s1');
});

test('a rule and the leg of a router have no name: they are found by what holds them, if a state knows that', async () => {
  const rules = [
    { id: 'r1', description: 'SSH from the administrators' },
    { id: 'r2', description: 'added by hand' },
    { id: 'r3', description: 'outwards, IPv4' },
  ];
  const legs = [
    { id: 'p1', device_owner: 'network:router_interface' },
    { id: 'p2', device_owner: 'network:router_gateway' },
  ];
  const there = cloud({ 'security-groups': [{ id: 'g1', name: 'pg-lab-nodes' }], routers: [{ id: 'o1', name: 'pg-lab-router' }] });
  const api: OpenstackApi = {
    ...there,
    get: (service, path) =>
      path.includes('?security_group_id=g1')
        ? Promise.resolve({ security_group_rules: rules })
        : path.includes('?device_id=o1')
          ? Promise.resolve({ ports: legs })
          : there.get(service, path),
  };
  const kinds = async (...known: string[]) => (await findLeftovers(api, owner, new Set(known))).map(({ kind, id }) => `${kind} ${id}`);
  assert.deepEqual(await kinds('g1', 'o1', 'r3'), ['security group rule r1', 'router interface p1']);
  assert.deepEqual(await kinds('g1', 'o1', 'r1', 'r3', 'p1'), []);
  assert.deepEqual(await kinds(), ['router o1', 'security group g1'], 'with what holds them they go anyway');
});

test('what is in use is tried again until it is gone, in an order in which it can go', async () => {
  const api = cloud({ servers: [{ id: 's1', name: 'pg-lab-node-1' }], ports: [{ id: 'p1', name: 'pg-lab-node-1' }] });
  await removeLeftovers(api, await findLeftovers(api, owner, new Set()), () => {});
  assert.deepEqual(api.deleted, ['/servers/s1', '/ports/p1']);
});
