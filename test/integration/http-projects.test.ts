import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ProjectListView } from '../../api/contract/project.ts';
import type { MeView } from '../../api/contract/session.ts';
import { temporaryControlPlane, USERS } from '../support/control-plane.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();
const ada = await plane.client(USERS.ada);
const projectsOf = async (client: typeof admin) => (await client.get<ProjectListView>('/api/projects')).body.items;

test('an admin sees every project with a database, and the default one; a member sees theirs, empty ones too', async () => {
  assert.deepEqual(await projectsOf(admin), [{ name: 'default', databases: 0 }]);
  for (const [project, name] of [
    ['bank', 'ledger'],
    ['shop', 'orders'],
    ['shop', 'carts'],
  ])
    assert.equal((await admin.post('/api/databases', { project, name })).status, 202);
  assert.deepEqual(await projectsOf(admin), [
    { name: 'bank', databases: 1 },
    { name: 'default', databases: 0 },
    { name: 'shop', databases: 2 },
  ]);
  assert.deepEqual(await projectsOf(ada), [
    { name: 'default', databases: 0 },
    { name: 'shop', databases: 2 },
  ]);
});

test('a database that changes counts once, one that is gone no more', async () => {
  await admin.patch('/api/databases/orders?project=shop', { instances: 3 });
  assert.equal((await projectsOf(ada))[1]?.databases, 2);
  plane.backend.vanish({ project: 'shop', name: 'carts' });
  assert.equal((await projectsOf(ada))[1]?.databases, 1);
});

test('a project is made sure of before the first database in it', async () => {
  assert.ok(!plane.backend.ensured.has('web'));
  assert.equal((await ada.post('/api/databases', { project: 'web', name: 'site' })).status, 403);
  assert.ok(!plane.backend.ensured.has('web'), 'somebody else’s project was made');
  assert.equal((await admin.post('/api/databases', { project: 'web', name: 'site' })).status, 202);
  assert.ok(plane.backend.ensured.has('web'));
});

test('everybody is told what they may do, and where', async () => {
  const [anAdmin, aMember] = [await admin.get<MeView>('/api/auth/me'), await ada.get<MeView>('/api/auth/me')];
  assert.equal(anAdmin.body.user.projects, null);
  assert.deepEqual(aMember.body.user.projects, ['shop', 'default']);
  assert.ok(aMember.body.may.includes('database.create'));
  assert.deepEqual(aMember.body.may, anAdmin.body.may);
});
