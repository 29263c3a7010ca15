import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, type DatabaseSpec, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { DomainError } from '../../api/domain/errors.ts';
import type { Journal, Transaction, Work } from '../../api/domain/ports.ts';
import { DatabaseService } from '../../api/services/databases.ts';
import { databaseOf, MemoryBackend } from '../support/memory-backend.ts';

const work: Work = { note: () => undefined, query: async () => [], afterCommit: (action) => action(), afterRollback: () => undefined };
const journal: Journal = { record: async (_intent, action) => action(work) };
const ref = { project: 'shop', name: 'orders' };
const user = { username: 'ann', role: 'admin', projects: [] } as const;
const caller = {
  actor: { name: 'ann', user, tokenId: '1', tokenExpiresAt: '2100-01-01T00:00:00Z' },
  requestId: '1',
  source: '127.0.0.1',
};
const first = databaseOf(ref, SPEC_DEFAULTS, 1);
const second: Database = { ...first, revision: '2', spec: { ...SPEC_DEFAULTS, labels: { of: 'another' } } };

/** Another replica has changed the database to `second`, and this one learns of it late. */
class LateBackend extends MemoryBackend {
  override async update(tx: Transaction, current: Database, spec: DatabaseSpec): Promise<Database> {
    if (current === first) this.#refuse();
    return super.update(tx, current, spec);
  }

  override async remove(tx: Transaction, current: Database): Promise<Database> {
    if (current === first) this.#refuse();
    return super.remove(tx, current);
  }

  #refuse(): never {
    void delay(200).then(() => this.fill([second]));
    throw new DomainError('revision_conflict', 'Changed in the meantime.');
  }
}

function lateService(): DatabaseService {
  const backend = new LateBackend();
  backend.fill([first]);
  return new DatabaseService(backend, journal);
}

test('a change that another one overtook waits until that one is seen here, and goes on top of it', async () => {
  const apply = (spec: DatabaseSpec) => ({ ...spec, labels: { ...spec.labels, own: 'yes' } });
  const changed = await lateService().update(caller, ref, { apply, expected: undefined });
  assert.deepEqual([changed.revision, changed.spec.labels], ['3', { of: 'another', own: 'yes' }]);
});

test('so does a deletion, unless it is only for the revision that it names', async () => {
  assert.equal((await lateService().remove(caller, ref, undefined))?.revision, '3');
  await assert.rejects(lateService().remove(caller, ref, ['1']), /Changed in the meantime/);
});
