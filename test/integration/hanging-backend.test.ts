import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { AuditPageView } from '../../api/contract/history.ts';
import type { ProblemView } from '../../api/contract/problem.ts';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

const plane = await temporaryControlPlane();
const admin = await plane.client();
after(() => plane.stop());

const create = (name: string) => admin.post<ProblemView>('/api/databases', { name });

test('changes that the backend does not answer are refused when there are too many, and hold up nobody else', async () => {
  const answer = plane.backend.hang();
  const waiting = Array.from({ length: 10 }, (_, index) => create(`waiting-${index}`));
  try {
    await eventually(() => assert.equal(plane.backend.asked, waiting.length));
    const oneTooMany = await create('one-too-many');
    assert.equal(oneTooMany.status, 503);
    assert.match(oneTooMany.body.detail, /As many changes as can be are under way/);
    assert.ok(oneTooMany.headers.has('retry-after'));
    const other = await plane.client(); // logs in, which is recorded
    const { body } = await other.get<AuditPageView>('/api/audit/logs?limit=2');
    assert.deepEqual(
      body.items.map(({ action, database, outcome }) => [action, database, outcome]),
      [
        ['session.login', null, 'success'],
        ['database.create', 'one-too-many', 'failed'],
      ],
    );
  } finally {
    answer();
  }
  for (const { status } of await Promise.all(waiting)) assert.equal(status, 202);
});
