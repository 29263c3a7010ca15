import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ServiceEventPageView } from '../../api/contract/history.ts';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();

const ref = (name: string) => ({ project: 'default', name });
const eventsOf = async (name: string) =>
  (await admin.get<ServiceEventPageView>(`/api/databases/${name}/service-logs`)).body.items.map(({ to, reason }) => ({ to, reason }));
const recorded = (name: string, to: string) => eventually(async () => assert.equal((await eventsOf(name))[0]?.to, to));

test('an event that PostgreSQL refuses is reported and counted, and holds up no other', async () => {
  for (const name of ['poisoned', 'healthy']) await admin.post('/api/databases', { name });
  await recorded('healthy', 'creating');
  plane.backend.settle(ref('poisoned'), { state: 'degraded', since: 'no time that PostgreSQL knows' });
  plane.backend.settle(ref('healthy'), { state: 'available' });
  await recorded('healthy', 'available');
  assert.ok(plane.logged.some((line) => line.includes('refused a service event') && line.includes('default/poisoned')));
  assert.match((await admin.get('/metrics')).text, /^service_events_refused_total 1$/m);
  plane.backend.settle(ref('poisoned'), { state: 'available' });
  await recorded('poisoned', 'available');
});

test('a reason with NUL, half a character or of great length is recorded, in a form that can be kept', async () => {
  for (const [index, reason] of ['quoted\0bytes', 'half \ud800 a character', 'x'.repeat(3_000_000)].entries()) {
    const name = `odd-${index}`;
    await admin.post('/api/databases', { name });
    plane.backend.settle(ref(name), { state: 'degraded', reason });
    await recorded(name, 'degraded');
    assert.ok(((await eventsOf(name))[0]?.reason ?? '').length <= 8_000);
  }
});

test('while the store is away that is reported, and what happened meanwhile is recorded later', async () => {
  await admin.post('/api/databases', { name: 'meanwhile' });
  await recorded('meanwhile', 'creating');
  await plane.stopStore();
  plane.backend.settle(ref('meanwhile'), { state: 'available' });
  for (const what of ['leadership', 'Notifications of the store'])
    await eventually(() =>
      assert.ok(
        plane.logged.some((line) => line.includes(what)),
        what,
      ),
    );
  await plane.startStore();
  await recorded('meanwhile', 'available');
});
