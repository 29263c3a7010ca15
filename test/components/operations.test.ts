import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { OperationView } from '../../api/contract/operation.ts';
import { assertAccessible } from '../support/axe.ts';
import { keepShot, noBrowser } from '../support/browser.ts';
import { ConsoleSite, servers } from '../support/console-site.ts';
import { eventually } from '../support/eventually.ts';
import { MEMORY_PASSWORD } from '../support/memory-backend.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (!skip) site = await ConsoleSite.start();
});
after(() => site?.stop());

const shown = (page: Page, text: string | RegExp) => page.locator('pg-instances .operation', { hasText: text }).waitFor();
const LOCKED_OUT = {
  type: 'TenantAccess',
  status: 'False',
  reason: 'NotTenantAccess',
  message: 'The role "app" may not log in (NOLOGIN).',
  lastTransitionTime: '2026-01-01T00:00:00Z',
} as const;

test('a restart says what it will do, is shown while it runs, instance by instance, and how it ended, in every open page', {
  skip,
}, async (t) => {
  const database = site.database('orders', { instances: 3 });
  site.fill([database]);
  t.after(() => site.clear([database]));
  const [page, other] = [await site.open(t, '/databases/default/orders'), await site.open(t, '/databases/default/orders')];
  await page.getByRole('button', { name: 'Restart …' }).click();
  await page.getByText('2 replica(s) restart, one after the other').waitFor();
  await page.getByText('About 1 s without writes.').waitFor();
  await assertAccessible(page, 'a restart about to be asked for');
  await keepShot(page, 'restart-question');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Restart now' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Restart …' }).click();
  await page.getByRole('button', { name: 'Restart now' }).click();
  for (const tab of [page, other]) {
    await shown(tab, /Restarting.*requested by admin/s);
    assert.equal(await tab.getByRole('button', { name: 'Restart …' }).isDisabled(), true);
  }
  const restarting = {
    state: 'updating',
    reason: 'orders-2 is being started.',
    instances: servers('orders', 3, { 2: 'starting' }),
  } as const;
  site.plane.backend.settle(database, restarting);
  await shown(other, 'orders-2 is being started.');
  await other.locator('pg-instances .node', { hasText: 'orders-2' }).getByText('starting').waitFor();
  await assertAccessible(page, 'a restart under way');
  await keepShot(page, 'restart-running');
  await other.reload();
  await shown(other, /Restarting.*orders-2 is being started/s);
  site.plane.backend.settle(database, { state: 'available', reason: null, instances: servers('orders', 3) });
  for (const tab of [page, other]) {
    await shown(tab, /Restarted.*Every server has been restarted/s);
    await tab.getByRole('button', { name: 'Restart …', disabled: false }).waitFor();
    await tab.locator('pg-timeline').getByText('admin restarted orders').waitFor();
    await tab.locator('pg-timeline').getByText('Restart started').waitFor();
  }
});

test('a restart that is refused or fails says why; what cannot be restarted has no button for it', { skip }, async (t) => {
  const database = site.database('doomed');
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/doomed');
  const client = await site.plane.client();
  await page.getByRole('button', { name: 'Restart …' }).click();
  await page.getByRole('button', { name: 'Restart now' }).waitFor();
  await client.post('/api/databases/doomed/restart', undefined);
  await page.getByRole('button', { name: 'Restart now' }).click();
  await page.locator('pg-instances .fault', { hasText: 'under way' }).waitFor();
  site.plane.backend.settle(database, { state: 'failed', reason: 'The only copy of the data is damaged.' });
  await shown(page, /Restart failed.*The only copy of the data is damaged/s);
  await page.getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await page.getByRole('button', { name: 'Restart …' }).isDisabled(), true);
});

test('a restart whose answer is lost is asked for again and done once', { skip }, async (t) => {
  const database = site.database('once');
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/once');
  let lost = 0;
  await page.route('**/restart?project=default', async (route) => {
    if (lost++ > 0) return route.fallback();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Restart …' }).click();
  await page.getByRole('button', { name: 'Restart now' }).click();
  await page.getByText('nothing is done twice').waitFor();
  await page.getByRole('button', { name: 'Restart now' }).click();
  await page.getByRole('button', { name: 'Restart now' }).waitFor({ state: 'detached' });
  const { body } = await (await site.plane.client()).get<{ items: OperationView[] }>('/api/databases/once/operations');
  assert.equal(body.items.length, 1);
  assert.equal(lost, 2);
});

test('a tenant who is locked out is told so beside the credentials, and resets them there; the new password is shown', {
  skip,
}, async (t) => {
  const database = site.database('locked', {}, { state: 'degraded', reason: LOCKED_OUT.message, conditions: [LOCKED_OUT] });
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/locked');
  await page.locator('pg-connection-info [role=alert]', { hasText: 'may not log in' }).waitFor();
  await page.getByRole('button', { name: 'Reset the password …' }).click();
  await page.getByText('The role app gets a new password').waitFor();
  await assertAccessible(page, 'a reset about to be asked for');
  await keepShot(page, 'reset-question');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Reset the password …' }).click();
  await page.getByRole('button', { name: 'Reset the password', exact: true }).click();
  await page.locator('pg-connection-info pre', { hasText: MEMORY_PASSWORD }).waitFor();
  await page.getByText('This is the new password').waitFor();
  await keepShot(page, 'reset-done');
  await page.getByRole('button', { name: 'Hide' }).click();
  await page.getByText('This is the new password').waitFor({ state: 'detached' });
  site.plane.backend.settle(database, { state: 'available', reason: null, conditions: [{ ...LOCKED_OUT, status: 'True' }] });
  await page.locator('pg-connection-info [role=alert]').waitFor({ state: 'detached' });
  const { body } = await (await site.plane.client()).get<{ items: { action: string }[] }>('/api/databases/locked/logs');
  await eventually(async () =>
    assert.deepEqual(body.items.map(({ action }) => action).toSorted(), ['database.credentials.read', 'database.credentials.reset']),
  );
});

test('a reset that is refused says why and leaves the question open', { skip }, async (t) => {
  const database = site.database('refusing');
  site.fill([database]);
  const page = await site.open(t, '/databases/default/refusing');
  await page.getByRole('button', { name: 'Reset the password …' }).click();
  await page.route('**/credentials/reset?**', (route) =>
    route.fulfill({ status: 409, json: { code: 'conflict', detail: 'It is being deleted.' } }),
  );
  await page.getByRole('button', { name: 'Reset the password', exact: true }).click();
  await page.locator('pg-connection-info form .fault', { hasText: 'It is being deleted.' }).waitFor();
  site.clear([database]);
});
