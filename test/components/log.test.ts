import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { LogEntry } from '../../api/domain/server-log.ts';
import { assertAccessible } from '../support/axe.ts';
import { keepShot, noBrowser } from '../support/browser.ts';
import { ConsoleSite } from '../support/console-site.ts';
import { eventually } from '../support/eventually.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (skip) return;
  site = await ConsoleSite.start();
  site.fill([site.database('orders', { instances: 2 }), site.database('quiet')]);
});
after(() => site?.stop());

const log = (message: string, more: Partial<LogEntry> = {}) => site.plane.backend.logs.log('orders-1', { message, ...more });
const shown = (page: Page) => page.locator('pg-server-log li p').allTextContents();
const open = (page: Page, summary = 'Log') => page.locator('pg-database summary', { hasText: new RegExp(`^${summary}$`) }).click();

test('the log of a database is fetched when it is opened, shows the newest first, and what is logged at once', { skip }, async (t) => {
  const statement = {
    level: 'error',
    sqlState: '42P01',
    user: 'app',
    hint: 'Look elsewhere.',
    statement: 'SELECT *\nFROM nowhere',
  } as const;
  log('checkpoint starting: time');
  log('relation "nowhere" does not exist', statement);
  log('terminating connection', { level: 'fatal', instance: 'orders-2' });
  const page = await site.open(t, '/databases/default/orders');
  const asked: string[] = [];
  page.on('request', (request) => /server-log/.test(request.url()) && asked.push(request.url()));
  await page.locator('pg-timeline .notice, pg-timeline li').first().waitFor();
  assert.deepEqual(asked, []);
  await open(page);
  await page.locator('pg-server-log li').nth(2).waitFor();
  assert.ok(
    asked.some((url) => /server-logs\?project=default&limit=200&follow=true$/.test(url)),
    asked.join(),
  );
  assert.deepEqual(await shown(page), ['terminating connection', 'relation "nowhere" does not exist', 'checkpoint starting: time']);
  await page.locator('pg-server-log .live.good').waitFor();
  log('logged just now');
  await page.locator('pg-server-log li p', { hasText: 'logged just now' }).waitFor();
  assert.equal((await shown(page))[0], 'logged just now');
  await page.locator('pg-server-log li summary').click();
  await page.getByText('Look elsewhere.').waitFor();
  assert.match((await page.locator('pg-server-log li', { hasText: 'nowhere' }).first().innerText()) ?? '', /ERROR orders-1 · app · 42P01/);
  await assertAccessible(page, 'the log of a database');
  await keepShot(page, 'log');
  await page.setViewportSize({ width: 320, height: 800 });
  await assertAccessible(page, 'the log of a database at 320 px');
  assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
  await keepShot(page, 'log-320');
});

test('it is filtered by level and by a text as it is written, each at once and both together', { skip }, async (t) => {
  const page = await site.open(t, '/databases/default/orders');
  await open(page);
  await page.locator('pg-server-log li').first().waitFor();
  await page.getByLabel('Level').selectOption('fatal');
  await eventually(async () => assert.deepEqual(await shown(page), ['terminating connection']));
  await page.getByLabel('Level').selectOption('');
  await page.getByLabel('Part of the text').fill('FROM.NOWHERE');
  await page.locator('pg-server-log').getByText('Nothing matches').waitFor();
  await page.getByLabel('Part of the text').fill('FROM NOWHERE');
  await eventually(async () => assert.deepEqual(await shown(page), ['relation "nowhere" does not exist']));
  log('another', { detail: 'not from nowhere' });
  log('somewhere else');
  await eventually(async () => assert.deepEqual(await shown(page), ['another', 'relation "nowhere" does not exist']));
});

test('switched off, it stays as it is, and no connection is held for it; nor when it is closed or left', { skip }, async (t) => {
  const following = () => site.plane.backend.logs.following;
  await eventually(() => assert.equal(following(), 0));
  const page = await site.open(t, '/databases/default/orders');
  await open(page);
  await page.locator('pg-server-log li').first().waitFor();
  await eventually(() => assert.equal(following(), 1));
  await page.getByLabel('Live').uncheck();
  await eventually(() => assert.equal(following(), 0));
  const before = await shown(page);
  log('not seen');
  await page.getByLabel('Level').selectOption('notice');
  await eventually(async () => assert.deepEqual(await shown(page), ['not seen', ...before]));
  log('not seen either');
  await page.getByLabel('Live').check();
  await eventually(() => assert.equal(following(), 1));
  await open(page);
  await eventually(() => assert.equal(following(), 0));
  await open(page);
  await eventually(() => assert.equal(following(), 1));
  await page.getByRole('link', { name: 'Databases' }).first().click();
  await eventually(() => assert.equal(following(), 0));
});

test('says that nothing was logged, and what went wrong with a way to try again', { skip }, async (t) => {
  const page = await site.open(t, '/databases/default/quiet');
  await open(page);
  await page.locator('pg-server-log').getByText('Nothing logged yet').waitFor();
  await assertAccessible(page, 'an empty log');
  site.plane.backend.logs.fault = 'The servers cannot be asked.';
  await page.getByLabel('Level').selectOption('error');
  await page.locator('pg-server-log [role=alert]').getByText('The servers cannot be asked.').waitFor();
  await assertAccessible(page, 'a log that cannot be read');
  await keepShot(page, 'log-failed');
  site.plane.backend.logs.fault = undefined;
  await page.locator('pg-server-log').getByText('Nothing matches').waitFor(); // a live one tries again by itself
  await page.getByLabel('Live').uncheck();
  site.plane.backend.logs.fault = 'The servers cannot be asked.';
  await page.getByLabel('Level').selectOption('fatal');
  await page.locator('pg-server-log [role=alert]').waitFor();
  site.plane.backend.logs.fault = undefined;
  await page.locator('pg-server-log').getByRole('button', { name: 'Try again' }).click();
  await page.locator('pg-server-log').getByText('Nothing matches').waitFor();
});

test('goes on after its connection was lost, without what it had twice', { skip }, async (t) => {
  const page = await site.open(t, '/databases/default/orders');
  await open(page);
  await page.locator('pg-server-log li').first().waitFor();
  await page.context().setOffline(true);
  await page.locator('pg-server-log').getByText('reconnecting').waitFor();
  log('while it was away');
  await page.context().setOffline(false);
  await page.locator('pg-server-log li p', { hasText: 'while it was away' }).waitFor();
  const all = await shown(page);
  assert.equal(new Set(all).size, all.length);
});

test('speaks German', { skip }, async (t) => {
  const page = await site.open(t, '/databases/default/orders', { locale: 'de-DE' });
  await open(page, 'Protokoll');
  await page.locator('pg-server-log').getByText('Einzelheiten').first().waitFor();
  await page.getByLabel('Teil des Textes').waitFor();
});
