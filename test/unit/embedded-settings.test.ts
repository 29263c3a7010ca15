import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { configurationOf, type Following, type InstanceSetup } from '../../api/backends/embedded/instance-settings.ts';
import { settingsFile } from '../../api/backends/embedded/settings-file.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';

const setup = (changes: Partial<InstanceSetup> = {}): InstanceSetup => ({
  spec: SPEC_DEFAULTS,
  port: 20_001,
  clusterName: 'orders-1@0123456789ab',
  sockets: '/data/sockets',
  preload: [],
  readOnly: false,
  storageBytes: 10 * 1024 ** 3,
  syncMembers: [],
  follows: undefined,
  floor: {},
  durable: true,
  ...changes,
});

const following: Following = {
  ordinal: 2,
  primaryPort: 20_001,
  passwordFile: '/data/2/replication.pass',
};

/** The value PostgreSQL would read, quotes removed; the last line of a name wins. */
function settingOf({ text }: { text: string }, name: string): string | undefined {
  const line = text.split('\n').findLast((candidate) => candidate.startsWith(`${name} = `));
  return line?.slice(name.length + 3).replace(/^'(.*)'$/, '$1');
}

const withParameters = (parameters: Record<string, string>) => setup({ spec: { ...SPEC_DEFAULTS, parameters } });

test('a setting of the tenant replaces the default', () => {
  assert.equal(settingOf(configurationOf(setup()), 'max_connections'), '50');
  assert.equal(settingOf(configurationOf(withParameters({ max_connections: '80' })), 'max_connections'), '80');
});

test('what the platform relies on cannot be replaced by a tenant', () => {
  const configuration = configurationOf(withParameters({ listen_addresses: '*', ssl: 'off', wal_level: 'minimal' }));
  assert.equal(settingOf(configuration, 'listen_addresses'), '');
  assert.equal(settingOf(configuration, 'unix_socket_directories'), '/data/sockets');
  assert.equal(settingOf(configuration, 'wal_level'), 'replica');
});

test('a replica never falls below what its primary runs with, and takes more at once', () => {
  const lowered = configurationOf(setup({ follows: following, floor: { max_connections: '80' } }));
  assert.equal(settingOf(lowered, 'max_connections'), '80');
  const raised = configurationOf({ ...withParameters({ max_connections: '90' }), follows: following, floor: { max_connections: '50' } });
  assert.equal(settingOf(raised, 'max_connections'), '90');
});

test('only a primary waits for replicas', () => {
  assert.equal(settingOf(configurationOf(setup({ syncMembers: [2, 3] })), 'synchronous_standby_names'), 'ANY 1 (replica_2, replica_3)');
  assert.equal(settingOf(configurationOf(setup({ syncMembers: [2, 3], follows: following })), 'synchronous_standby_names'), '');
});

test('a full database is read-only by its settings', () => {
  assert.equal(settingOf(configurationOf(setup({ readOnly: true })), 'default_transaction_read_only'), 'on');
  assert.equal(settingOf(configurationOf(setup()), 'default_transaction_read_only'), undefined);
});

test('the I/O method is set where PostgreSQL knows it', () => {
  assert.equal(settingOf(configurationOf(setup({ spec: { ...SPEC_DEFAULTS, version: 18 } })), 'io_method'), 'sync');
  assert.equal(settingOf(configurationOf(setup({ spec: { ...SPEC_DEFAULTS, version: 17 } })), 'io_method'), undefined);
});

test('the fingerprint changes with every setting and with nothing else', () => {
  const { fingerprint } = configurationOf(setup());
  assert.equal(configurationOf(setup()).fingerprint, fingerprint);
  assert.equal(configurationOf(setup({ spec: { ...SPEC_DEFAULTS, labels: { team: 'shop' } } })).fingerprint, fingerprint);
  assert.notEqual(configurationOf(setup({ port: 20_002 })).fingerprint, fingerprint);
  assert.notEqual(configurationOf(withParameters({ work_mem: '8MB' })).fingerprint, fingerprint);
});

test('no value can break out of its line', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).filter((text) => !/[\n\r\0]/.test(text)),
      (value) => {
        const [, line = ''] = settingsFile({ name: value }).split('\n');
        const inner = /^name = '(.*)'$/s.exec(line)?.[1]; // U+2028 ends a line of JavaScript, not of PostgreSQL
        assert.ok(inner !== undefined, line);
        assert.equal(inner.replaceAll("''", "'").replaceAll('\\\\', '\\'), value);
        assert.equal(inner.replaceAll("''", '').includes("'"), false);
      },
    ),
  );
});
