import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, axeLooks } from '../support/axe.ts';
import { keepShot, newPage, noBrowser } from '../support/browser.ts';
import { ADMIN, ConsoleSite, drawnDatabases } from '../support/console-site.ts';

let site: ConsoleSite;
before(async () => {
  if (!noBrowser) site = await ConsoleSite.start();
});
after(async () => {
  await site?.stop();
  console.log(`axe: ${axeLooks()} looks at states of the console (two colour schemes each) passed`);
});

/** A state that is shown: judged in both schemes, and kept as pictures of both. */
async function judge(page: Page, state: string): Promise<void> {
  await assertAccessible(page, state);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await keepShot(page, `${state}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

test('the login is accessible, also when it refuses', { skip: noBrowser }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.goto(site.url);
  await page.locator('pg-login').waitFor();
  await judge(page, 'login');
  await page.locator('[name=username]').fill('admin');
  await page.locator('[name=password]').fill('not-this-one');
  await page.keyboard.press('Enter');
  await page.getByText('User or password is wrong.').waitFor();
  await judge(page, 'login-refused');
});

test('the list is accessible: empty, full, without a match, at 320 px, in German, from right to left', { skip: noBrowser }, async (t) => {
  const page = await site.open(t);
  await page.getByText('No databases yet').waitFor();
  await judge(page, 'list-empty');
  const databases = drawnDatabases(site);
  site.fill(databases);
  t.after(() => site.clear(databases));
  await page.locator('tbody tr').nth(5).waitFor();
  await page.reload();
  await page.locator('tbody tr').nth(5).waitFor();
  await judge(page, 'list');
  await page.setViewportSize({ width: 320, height: 800 });
  await judge(page, 'list-320');
  await assertNoSideways(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate("document.documentElement.dir = 'rtl'");
  await judge(page, 'list-rtl');
  await page.evaluate("document.documentElement.dir = 'ltr'");
  await page.getByLabel('Search').fill('zzz');
  await page.getByText('Nothing matches').waitFor();
  await judge(page, 'list-no-match');
});

test('creating is accessible: fresh, with faults, with everything unfolded', { skip: noBrowser }, async (t) => {
  const page = await site.open(t, '/new');
  await page.locator('pg-create-database form').waitFor();
  await judge(page, 'create');
  await page.locator('[name=name]').fill('Orders!');
  await page.locator('[name=storageGiB]').fill('lots');
  for (const summary of await page.locator('summary').all()) await summary.click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText('Lower-case letters').waitFor();
  await judge(page, 'create-faults');
  await page.setViewportSize({ width: 320, height: 800 });
  await judge(page, 'create-320');
  await assertNoSideways(page);
});

test('one database is accessible: well, failing over, full, edited, revealed, about to be deleted, gone, unknown', {
  skip: noBrowser,
}, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  const page = await site.open(t, '/databases/default/orders');
  await page.locator('pg-database .node').nth(2).waitFor();
  await page.locator('pg-timeline li').first().waitFor();
  await judge(page, 'database');
  await page.getByRole('button', { name: 'Reveal' }).click();
  await page.getByRole('tab', { name: 'Node' }).click();
  await page.locator('[data-path="parameters.work_mem"] button').click();
  await page.locator('pg-database-settings [name=value]').fill('16MB');
  await page.getByText('work_mem is applied by a reload').waitFor();
  await judge(page, 'database-edit');
  await page.setViewportSize({ width: 320, height: 800 });
  await judge(page, 'database-320');
  await assertNoSideways(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete …' }).click();
  await page.getByLabel('Type orders to confirm').waitFor();
  await judge(page, 'database-delete');
  await page.keyboard.press('Escape');
  for (const [name, state] of [
    ['ledger', 'failing over'],
    ['legacy-crm', 'storage full'],
  ] as const) {
    await page.goto(`${site.url}/databases/default/${name}`);
    await page.locator('pg-database .head .state', { hasText: state }).waitFor();
    await page.locator('pg-timeline li').first().waitFor();
    await judge(page, `database-${name}`);
  }
  site.clear(databases);
  await page.getByText('legacy-crm is deleted').waitFor();
  await judge(page, 'database-gone');
  await page.goto(`${site.url}/databases/default/never-was`);
  await page.getByText('There is no database never-was').waitFor();
  await judge(page, 'database-unknown');
});

test('the audit log is accessible', { skip: noBrowser }, async (t) => {
  const page = await site.open(t, '/audit');
  await page.locator('pg-audit-log li').first().waitFor();
  await judge(page, 'audit');
  await page.setViewportSize({ width: 320, height: 800 });
  await judge(page, 'audit-320');
  await assertNoSideways(page);
});

test('a page in German speaks German, whatever the state', { skip: noBrowser }, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  t.after(() => site.clear(databases));
  const page = await newPage(t, site.browser, { locale: 'de-DE' });
  await page.goto(site.url);
  await page.getByRole('button', { name: 'Anmelden' }).waitFor();
  await page.locator('[name=username]').fill(ADMIN.username);
  await page.locator('[name=password]').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Datenbanken' }).waitFor();
  await page.locator('tbody').getByText('Failover läuft').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await judge(page, 'list-german');
  await page.goto(`${site.url}/databases/default/orders`);
  await page.getByText('Kein Commit geht verloren').waitFor();
  await judge(page, 'database-german');
});

/** Nothing may make the page scroll sideways. */
async function assertNoSideways(page: Page): Promise<void> {
  const beyond = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  assert.equal(beyond, 0, `the page is ${beyond} px wider than its window`);
}
