import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuditIntent } from '../../api/domain/audit.ts';
import { DomainError, TooManyLogins } from '../../api/domain/errors.ts';
import type { Journal } from '../../api/domain/ports.ts';
import { refusedLogins } from '../../api/services/refused-logins.ts';
import { eventually } from '../support/eventually.ts';

const intent = (actor: string): AuditIntent => ({
  ...{ actor, action: 'session.login', project: null, database: null, requestId: 'request-1', source: '192.0.2.1' },
});
const refusal = (limit: string) => new TooManyLogins(limit, `Too many for ${limit}.`, 60);

/** Keeps what would be written: who, and why it was refused. */
function keptEntries() {
  const entries: string[] = [];
  const journal: Journal = {
    async record({ actor }, action) {
      return action({ note: () => undefined, query: async () => [], afterCommit: () => undefined, afterRollback: () => undefined }).catch(
        (error: unknown) => {
          if (error instanceof DomainError) entries.push(`${actor}: ${error.message}`);
          throw error;
        },
      );
    },
  };
  return { entries, journal };
}

describe('logins refused for a limit', () => {
  test('are told at once the first time, and then only counted, each limit for itself', async () => {
    const { entries, journal } = keptEntries();
    const refused = refusedLogins(journal);
    for (let count = 0; count < 1000; count += 1) await refused.note(intent('ada'), refusal('ada from here'));
    await refused.note(intent('bob'), refusal('bob from here'));
    assert.deepEqual(entries, ['ada: Too many for ada from here.', 'bob: Too many for bob from here.']);
  });

  test('are told as one entry a pause while they last', async () => {
    const { entries, journal } = keptEntries();
    const [refused, stop] = [refusedLogins(journal), new AbortController()];
    for (let count = 0; count < 4; count += 1) await refused.note(intent('ada'), refusal('ada from here'));
    const running = refused.run(stop.signal, 5);
    await eventually(() => assert.equal(entries.length, 2));
    assert.match(entries[1] ?? '', /^ada: 3 more .* Too many for ada from here\.$/);
    stop.abort();
    await running;
    assert.equal(entries.length, 2);
  });

  test('that were only counted are told when the platform stops', async () => {
    const { entries, journal } = keptEntries();
    const refused = refusedLogins(journal);
    for (let count = 0; count < 3; count += 1) await refused.note(intent('ada'), refusal('ada from here'));
    const stop = new AbortController();
    const running = refused.run(stop.signal);
    stop.abort();
    await running;
    assert.match(entries.slice(1).join(), /^ada: 2 more [^,]*, [^,]*$/);
  });

  test('are told at once again after a pause in which there were none', async () => {
    const { entries, journal } = keptEntries();
    const [refused, stop] = [refusedLogins(journal), new AbortController()];
    const running = refused.run(stop.signal, 1);
    await eventually(async () => {
      await refused.note(intent('ada'), refusal('ada from here'));
      assert.ok(entries.filter((entry) => entry === 'ada: Too many for ada from here.').length >= 2);
    });
    stop.abort();
    await running;
  });
});
