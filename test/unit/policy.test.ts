import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Actor } from '../../api/domain/actor.ts';
import { DomainError } from '../../api/domain/errors.ts';
import { type Action, actionsOf, authorize, may, projectsFor } from '../../api/domain/policy.ts';
import type { User } from '../../api/domain/ports.ts';

const actor = (role: User['role'], ...projects: string[]): Actor => ({
  name: 'ann',
  user: { username: 'ann', role, projects },
  tokenId: '1',
  tokenExpiresAt: '2100-01-01T00:00:00Z',
});
const admin = actor('admin');
const member = actor('member', 'shop', 'web');
const everyAction = actionsOf(admin);

const refusalOf = (action: Action, project: string) => {
  try {
    authorize(member, action, { project, name: 'orders' });
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  return assert.fail(`${action} in ${project} is not refused`);
};

test('an admin may do everything in every project, a member everything in theirs and nothing elsewhere', () => {
  assert.ok(everyAction.length > 5);
  for (const action of everyAction) {
    assert.ok(may(admin, action, 'anything'), action);
    assert.ok(may(member, action, 'shop'), action);
    assert.ok(!may(member, action, 'bank'), action);
  }
});

test('what somebody is told they may do is what they may do', () => {
  for (const who of [admin, member]) for (const action of actionsOf(who)) assert.ok(may(who, action, 'shop'), action);
});

describe('the projects in which somebody may do something', () => {
  test('are all for an admin, unless they ask for one', () => {
    assert.equal(projectsFor(admin, 'database.read'), undefined);
    assert.deepEqual(projectsFor(admin, 'database.read', 'bank'), ['bank']);
  });

  test('are their own for a member, or none when they ask for another', () => {
    assert.deepEqual(projectsFor(member, 'audit.read'), ['shop', 'web']);
    assert.deepEqual(projectsFor(member, 'audit.read', 'web'), ['web']);
    assert.deepEqual(projectsFor(member, 'audit.read', 'bank'), []);
  });
});

describe('a refusal', () => {
  test('tells nothing of a project that is not theirs, whatever was tried', () => {
    const refusals = everyAction.filter((action) => action !== 'database.create').map((action) => refusalOf(action, 'bank'));
    for (const { code, message } of refusals)
      assert.deepEqual([code, message], ['not_found', 'There is no database "orders" in project "bank".']);
  });

  test('of a create says that it is one: the name was never looked up', () => {
    const { code, message } = refusalOf('database.create', 'bank');
    assert.equal(code, 'not_allowed');
    assert.match(message, /may not create databases in project "bank"/);
  });
});
