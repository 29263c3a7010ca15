import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noBrowser } from '../support/browser.ts';
import { ConsoleSite } from '../support/console-site.ts';
import { eventually } from '../support/eventually.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (!skip) site = await ConsoleSite.start();
});
after(() => site?.stop());

test('labels that cannot be read are a fault at their field; the equal call is shown meanwhile, and creating goes on once they can', {
  skip,
}, async (t) => {
  const page = await site.open(t, '/new');
  await page.locator('[name=name]').fill('labelled');
  for (const summary of await page.locator('summary').all()) await summary.click();
  await page.locator('[name=labels]').fill('shop');
  await page.locator('[name=storageGiB]').fill('33');
  await page.locator('pre', { hasText: '"storageGiB":33' }).waitFor();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.locator('#labels-note.fault', { hasText: 'key=value' }).waitFor();
  await page.locator('[name=labels]').fill('team=shop');
  await page.locator('pre', { hasText: '"labels":{"team":"shop"}' }).waitFor();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL('**/databases/default/labelled');
});

test('all faults show at once, also with an empty name, and the focus is on the first', { skip }, async (t) => {
  const page = await site.open(t, '/new');
  await page.locator('[name=storageGiB]').fill('lots');
  for (const summary of await page.locator('summary').all()) await summary.click();
  await page.locator('[name=labels]').fill('shop');
  await page.locator('[name=project]').fill('Not A Project');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  for (const field of ['name', 'storageGiB', 'project', 'labels']) await page.locator(`#${field}-note.fault`).waitFor();
  await eventually(async () => assert.equal(await page.locator('[name=name]:focus').count(), 1));
});

test('Esc and Close ask before typed text is discarded; an untouched form closes at once', { skip }, async (t) => {
  const page = await site.open(t, '/new');
  const form = page.locator('pg-create-database form');
  await form.waitFor();
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await page.keyboard.press('n');
  await page.locator('[name=name]').fill('precious');
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Escape');
  await page.getByText('Discard what you typed?').waitFor();
  await page.getByRole('button', { name: 'Keep editing' }).click();
  assert.equal(await page.locator('[name=name]').inputValue(), 'precious');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await form.waitFor({ state: 'detached' });
});

test('a session that ends keeps the typed text, says why, and goes on after a login in place', { skip }, async (t) => {
  const page = await site.open(t, '/new');
  await page.locator('[name=name]').fill('kept');
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'paas_session');
  assert.ok(cookie);
  await fetch(`${site.url}/api/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${cookie.value}` } });
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText('Your session has ended').waitFor();
  await page.locator('pg-login [name=username]').fill('admin');
  await page.locator('pg-login [name=password]').fill('password-of-admin-canary');
  await page.keyboard.press('Enter');
  await page.locator('pg-login').waitFor({ state: 'detached' });
  assert.equal(await page.locator('pg-create-database [name=name]').inputValue(), 'kept');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL('**/databases/default/kept');
});

test('what one user typed and saw is not there for another who logs in after the session has ended', { skip }, async (t) => {
  const page = await site.open(t, '/new');
  await page.locator('[name=name]').fill('secret-plan');
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'paas_session');
  await fetch(`${site.url}/api/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${cookie?.value}` } });
  await page.getByText('Your session has ended').waitFor();
  await page.locator('pg-login [name=username]').fill('bob');
  await page.locator('pg-login [name=password]').fill('password-of-bob-canary');
  await page.keyboard.press('Enter');
  await page.locator('pg-login').waitFor({ state: 'detached' });
  await eventually(async () => assert.equal(await page.locator('pg-create-database [name=name]').inputValue(), ''));
});
