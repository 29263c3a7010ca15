/** What callers see of an API server's refusals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KubernetesError, outcomeUnknown, toDomainError } from '../../api/backends/cnpg/kubernetes-error.ts';
import { DomainError } from '../../api/domain/errors.ts';

const webhook =
  'Internal error occurred: failed calling webhook "mcluster.cnpg.io": failed to call webhook: Post "https://cnpg-webhook-service.cnpg-system.svc:443/mutate": dial tcp 10.96.0.9:443: connect: connection refused';
const quota = 'clusters "orders" is forbidden: exceeded quota: project, requested: count/clusters=1, used: count/clusters=2, limited: 2';

type Row = [because: string, answer: { status: number; reason: string }, message: string, code: DomainError['code'], told: RegExp];
const rows: Row[] = [
  ['a name that is taken', { status: 409, reason: 'AlreadyExists' }, '', 'name_taken', /already/],
  ['a version that is outdated', { status: 409, reason: 'Conflict' }, '', 'revision_conflict', /Read it again/],
  [
    'a quota that is used up',
    { status: 403, reason: 'Forbidden' },
    quota,
    'conflict',
    /^The project's quota is used up: requested: .*limited: 2\./,
  ],
  ['a definition that the webhook refuses', { status: 422, reason: 'Invalid' }, 'spec.storage: cannot shrink', 'invalid', /cannot shrink/],
  ['an operator that is away', { status: 500, reason: 'InternalError' }, webhook, 'unavailable', /CloudNativePG's operator.*Try again/],
  [
    'a namespace without rights for us',
    { status: 403, reason: 'Forbidden' },
    'secrets is forbidden',
    'unavailable',
    /no right.*role binding/,
  ],
  ['an identity that nobody knows', { status: 401, reason: 'Unauthorized' }, 'Unauthorized', 'unavailable', /no right/],
  ['an overloaded server', { status: 429, reason: 'TooManyRequests' }, '', 'unavailable', /cannot be reached/],
  ['a server that failed', { status: 500, reason: 'InternalError' }, 'etcd', 'unavailable', /^nobody knows$/],
  ['no answer', { status: 0, reason: 'NoAnswer' }, '', 'unavailable', /^nobody knows$/],
  ['a server that is away', { status: 0, reason: 'ConnectionRefused' }, '', 'unavailable', /cannot be reached/],
];

for (const [because, answer, message, code, told] of rows) {
  test(`${because} is ${code}`, () => {
    const seen = toDomainError(new KubernetesError(message, answer), 'nobody knows');
    assert.ok(seen instanceof DomainError);
    assert.equal(seen.code, code);
    assert.match(seen.message, told);
    assert.equal((seen.retryAfterSeconds ?? 0) > 0, code === 'unavailable');
  });
}

test('a write that no webhook admitted was not carried out, which is known', () => {
  assert.equal(outcomeUnknown(new KubernetesError(webhook, { status: 500, reason: 'InternalError' })), false);
  assert.equal(outcomeUnknown(new KubernetesError('etcd', { status: 500, reason: 'InternalError' })), true, 'control');
});
