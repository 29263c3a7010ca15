import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigError, readConfig } from '../../api/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'paas-config-'));
after(() => rmSync(folder, { recursive: true }));

const GOOD_SECRET = 'kQ8vXz1mR4tY7uB2nE5wA9cD3fG6hJ0p';

function faultsOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return '';
}

function secretFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('an empty environment is fine, and so are empty variables', () => {
  const config = readConfig({ PAAS_PORT: '', PAAS_JWT_SECRET: '' });
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.port, 8080);
  assert.equal(config.backend, 'embedded');
  assert.equal(config.tokenLifetimeSeconds, 86_400);
  assert.deepEqual(config.corsOrigins, []);
  assert.equal(config.trustedProxies, 0);
});

test('every fault is told at once, with the name of its variable', () => {
  const message = faultsOf({
    PAAS_PORT: 'http',
    PAAS_BACKEND: 'cnpg',
    PAAS_ADMIN_PASSWORD: 'short',
    PAAS_JWT_SECRET: 'short',
    PAAS_TOKEN_TTL: '48h',
    PAAS_CORS_ORIGINS: 'https://portal.example.com/path',
    PAAS_TRUSTED_PROXIES: '-1',
    PAAS_ALLOWED_HOSTS: 'https://paas.example.com',
    PAAS_LOKI_URL: 'loki:3100',
    PAAS_LOG_LEVEL: 'loud',
  });
  for (const name of [
    'PORT',
    'STATE_URL',
    'ADMIN_PASSWORD',
    'JWT_SECRET',
    'TOKEN_TTL',
    'CORS_ORIGINS',
    'TRUSTED_PROXIES',
    'ALLOWED_HOSTS',
    'LOKI_URL',
    'LOG_LEVEL',
  ]) {
    assert.match(message, new RegExp(`PAAS_${name}: `));
  }
});

test('no fault shows the value of a secret', () => {
  const message = faultsOf({ PAAS_ADMIN_PASSWORD: 'canary1', PAAS_JWT_SECRET: 'canary2', PAAS_STATE_URL: 'mysql://root:canary3@host/db' });
  assert.match(message, /4 faults/);
  assert.doesNotMatch(message, /canary/);
});

describe('a secret for tokens is refused', () => {
  const weak: readonly [why: string, secret: string][] = [
    ['when it is short', 'x8vXz1mR4tY7uB2nE5wA9cD3fG6hJ0p'],
    ['when it is an example', 'your-256-bit-secret-your-256-bit-secret'],
    ['when it is the example of jwt.io', 'a-string-secret-at-least-256-bits-long'],
    ['when it is a word with a tail', 'changeme-changeme-changeme-changeme-0123'],
    ['when it is one letter many times', 'a'.repeat(64)],
  ];
  for (const [why, secret] of weak) test(why, () => assert.match(faultsOf({ PAAS_JWT_SECRET: secret }), /PAAS_JWT_SECRET: /));

  test('but not a random one', () => assert.equal(readConfig({ PAAS_JWT_SECRET: GOOD_SECRET }).jwtSecret, GOOD_SECRET));
});

describe('a secret in a file', () => {
  test('is read without the newline behind it', () => {
    const path = secretFile('jwt', `${GOOD_SECRET}\n`);
    assert.equal(readConfig({ PAAS_JWT_SECRET_FILE: path }).jwtSecret, GOOD_SECRET);
    const state = secretFile('state', 'postgresql://paas:secret@db:5432/paas\n');
    assert.equal(readConfig({ PAAS_STATE_URL_FILE: state }).stateUrl, 'postgresql://paas:secret@db:5432/paas');
  });

  test('is as strictly checked as one given directly', () => {
    assert.match(faultsOf({ PAAS_JWT_SECRET_FILE: secretFile('empty', '') }), /PAAS_JWT_SECRET: /);
  });

  test('and given directly as well is a fault', () => {
    const environment = { PAAS_JWT_SECRET: GOOD_SECRET, PAAS_JWT_SECRET_FILE: secretFile('both', GOOD_SECRET) };
    assert.match(faultsOf(environment), /keep one/);
  });

  test('that is not there is a fault with the name of the variable and the file', () => {
    assert.match(faultsOf({ PAAS_ADMIN_PASSWORD_FILE: join(folder, 'absent') }), /PAAS_ADMIN_PASSWORD_FILE: .*absent/);
  });

  test('is enough for Kubernetes', () => {
    const environment = {
      PAAS_BACKEND: 'cnpg',
      PAAS_JWT_SECRET_FILE: secretFile('jwt2', GOOD_SECRET),
      PAAS_STATE_URL_FILE: secretFile('state2', 'postgres://paas:x@db/paas'),
    };
    assert.equal(faultsOf(environment), '');
  });
});

test('origins are exact: no path, no wildcard, no slash at the end', () => {
  assert.deepEqual(readConfig({ PAAS_CORS_ORIGINS: 'https://a.example, http://localhost:3000,' }).corsOrigins, [
    'https://a.example',
    'http://localhost:3000',
  ]);
  for (const origin of ['*', 'null', 'https://a.example/', 'a.example']) {
    assert.match(faultsOf({ PAAS_CORS_ORIGINS: origin }), /PAAS_CORS_ORIGINS: Not an origin/, origin);
  }
});

test('times have a unit and an end', () => {
  assert.equal(readConfig({ PAAS_TOKEN_TTL: '90s' }).tokenLifetimeSeconds, 90);
  assert.equal(readConfig({ PAAS_TOKEN_TTL: '30m' }).tokenLifetimeSeconds, 1800);
  for (const ttl of ['1s', '25h', '3600', 'forever', '-5m']) assert.match(faultsOf({ PAAS_TOKEN_TTL: ttl }), /PAAS_TOKEN_TTL/, ttl);
});
