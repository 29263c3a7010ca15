import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { logIn, newPage, noBrowser, watchedPage } from '../support/browser.ts';
import { ADMIN, ConsoleSite, drawnDatabases } from '../support/console-site.ts';
import { eventually } from '../support/eventually.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (!skip) site = await ConsoleSite.start();
});
after(() => site?.stop());

/** Counts the event streams that pages open and have open. */
function countStreams(pages: readonly Page[]) {
  const count = { opened: 0, open: 0 };
  for (const page of pages) {
    page.on('request', (request) => {
      if (!request.url().endsWith('/api/events')) return;
      count.opened += 1;
      count.open += 1;
      const end = () => (count.open -= 1);
      page.on('requestfinished', (other) => other === request && end());
      page.on('requestfailed', (other) => other === request && end());
    });
  }
  return count;
}

test('eight pages of one browser share one stream, all are live and can be used; when its page closes the next goes on', {
  skip,
}, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  t.after(() => site.clear(databases));
  const first = await newPage(t, site.browser);
  const pages = [first];
  for (let more = 1; more < 8; more += 1) pages.push(await watchedPage(t, first.context()));
  const count = countStreams(pages);
  await first.goto(site.url);
  await logIn(first, ADMIN);
  for (const page of pages.slice(1)) await page.goto(`${site.url}/databases/default/orders`);
  for (const page of pages) await page.locator('header .live.good').waitFor();
  assert.equal(count.open, 1);

  site.plane.backend.settle({ project: 'default', name: 'orders' }, { state: 'degraded', reason: 'One copy is missing.' });
  for (const page of pages.slice(1)) await page.locator('pg-database .head .state', { hasText: 'degraded' }).waitFor();
  for (const page of pages.slice(1)) {
    await page.getByRole('button', { name: 'Reveal' }).click();
    await page.getByRole('button', { name: 'Hide' }).waitFor();
  }

  await first.close();
  await eventually(() => assert.equal(count.opened, 2));
  site.plane.backend.settle({ project: 'default', name: 'orders' }, { state: 'available', reason: null });
  for (const page of pages.slice(1)) await page.locator('pg-database .head .state', { hasText: 'available' }).waitFor();
});

test('without locks (no secure context) a page has its own stream', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.addInitScript("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })");
  await page.goto(site.url);
  await logIn(page, ADMIN);
  await page.locator('header .live.good').waitFor();
});

test('with storage blocked, where pages cannot speak to each other, a page has its own stream', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.addInitScript("globalThis.BroadcastChannel = class { constructor() { throw new DOMException('blocked', 'SecurityError'); } }");
  await page.goto(site.url);
  await logIn(page, ADMIN);
  await page.locator('header .live.good').waitFor();
});

test('a leading page that falls silent is replaced', { skip }, async (t) => {
  const first = await newPage(t, site.browser);
  await first.addInitScript('BroadcastChannel.prototype.postMessage = () => undefined');
  await first.goto(site.url);
  await logIn(first, ADMIN);
  await first.locator('header .live.good').waitFor();
  const second = await watchedPage(t, first.context());
  await second.clock.install();
  await second.goto(site.url);
  await second.locator('pg-database-list').waitFor();
  assert.equal(await second.locator('header .live.good').count(), 0);
  await eventually(async () => {
    await second.clock.fastForward(60_000);
    assert.equal(await second.locator('header .live.good').count(), 1);
  });
});

test('after a network gap what could not be read is read again by itself, and until then nothing says live', { skip }, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  t.after(() => site.clear(databases));
  const page = await site.open(t);
  await page.locator('tbody tr').nth(5).waitFor();
  await page.locator('header .live.good').waitFor();
  // The stream stays: only new requests fail, as behind a network that comes and goes.
  await page.route('**/api/**', (route) => route.abort());
  await page.getByRole('link', { name: 'orders', exact: true }).click();
  await page.getByText('No connection to the API. This page keeps trying.').first().waitFor();
  await page.locator('header .live.warn', { hasText: 'reconnecting' }).waitFor();
  await page.unroute('**/api/**');
  await page.locator('pg-database .node').first().waitFor();
  await page.locator('pg-timeline ol, pg-timeline .notice h2', { hasText: /./ }).first().waitFor();
  await page.locator('header .live.good').waitFor();
});

test('a browser that goes offline says so at once, and is live again by itself', { skip }, async (t) => {
  const page = await site.open(t);
  await page.locator('header .live.good').waitFor();
  await page.context().setOffline(true);
  await page.locator('header .live.warn').waitFor({ timeout: 5000 });
  await page.context().setOffline(false);
  await page.locator('header .live.good').waitFor({ timeout: 5000 });
});

test('a save without an answer promises no retry, and may be sent again', { skip }, async (t) => {
  const database = site.database('unlucky');
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/unlucky');
  await page.getByRole('button', { name: 'Edit Storage' }).click();
  await page.locator('pg-database-settings [name=value]').fill('40');
  await page.getByText('Storage grows from').waitFor();
  await page.route('**/api/databases/**', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  const fault = page.locator('pg-database-settings .fault');
  await fault.waitFor();
  assert.doesNotMatch((await fault.textContent()) ?? '', /keeps trying|tried again/);
  await page.unroute('**/api/databases/**');
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await page.locator('[data-path=storageGiB]', { hasText: '40 GiB' }).waitFor();
});
