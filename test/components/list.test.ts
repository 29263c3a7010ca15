import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page, Request } from 'playwright-core';
import { logIn, newPage, noBrowser } from '../support/browser.ts';
import { ADMIN, ConsoleSite, drawnDatabases, servers } from '../support/console-site.ts';
import { eventually } from '../support/eventually.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (!noBrowser) site = await ConsoleSite.start();
});
after(() => site?.stop());

const names = (page: Page) => page.locator('tbody tr a:first-child').evaluateAll((links) => links.map((link) => link.textContent));
const row = (page: Page, name: string) => page.locator('tbody tr', { has: page.getByRole('link', { name, exact: true }) });

test('search, status and label filters, order and address say the same, also after a reload', { skip }, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  t.after(() => site.clear(databases));
  const page = await site.open(t);
  await row(page, 'search-cache').waitFor();
  assert.deepEqual(
    (await names(page)).filter((name) => !name?.startsWith('Grow')),
    ['ledger', 'legacy-crm', 'orders', 'preview-312', 'reports', 'search-cache'],
  );
  await page.keyboard.press('/');
  await page.keyboard.type('or');
  await eventually(async () => assert.deepEqual(await names(page), ['orders', 'reports']));
  await page.waitForURL(/\?q=or$/);
  await page.reload();
  await row(page, 'reports').waitFor();
  assert.equal(await page.getByLabel('Search').inputValue(), 'or');
  await page.getByLabel('Search').fill('');
  await page.getByLabel('Status').selectOption('degraded');
  await eventually(async () => assert.deepEqual(await names(page), ['search-cache']));
  await page.getByLabel('Status').selectOption('');
  await page.getByRole('button', { name: 'team: finance' }).click();
  await eventually(async () => assert.deepEqual(await names(page), ['ledger']));
  assert.equal(await page.getByLabel('Search').inputValue(), 'team:finance');
});

test('keys walk the list: / n arrows Enter Esc, and the focus comes back to where it was', { skip }, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  t.after(() => site.clear(databases));
  const page = await site.open(t);
  await row(page, 'ledger').waitFor();
  await row(page, 'ledger').getByRole('link').first().focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'End', 'ArrowUp', 'Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await eventually(async () => assert.equal(await focused(page), 'orders'));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/databases/default/orders');
  await eventually(async () => assert.equal(await focused(page), 'orders'));
  await page.goBack();
  await row(page, 'orders').waitFor();
  await page.getByRole('heading', { name: 'Databases' }).waitFor();
  await page.keyboard.press('n');
  await page.locator('pg-create-database [name=name]').waitFor();
  await eventually(async () => assert.equal(await focused(page), 'name'));
  await page.keyboard.press('Escape');
  await page.locator('pg-create-database').waitFor({ state: 'detached' });
});

test('markup in names, labels, reasons and events is shown as text', { skip }, async (t) => {
  const evil = '<img src=x onerror="document.title=\'owned\'">';
  const database = site.database(
    'evil',
    { labels: { team: evil }, instances: 2 },
    { state: 'degraded', reason: evil, instances: servers(evil, 2) },
  );
  site.fill([{ ...database, name: 'evil' }]);
  t.after(() => site.clear([database]));
  const page = await site.open(t);
  await row(page, 'evil').getByText(evil, { exact: false }).first().waitFor();
  await row(page, 'evil').getByRole('link', { name: 'evil', exact: true }).click();
  await page.locator('pg-timeline li', { hasText: evil }).first().waitFor();
  await page.locator('pg-database .node', { hasText: evil }).first().waitFor();
  assert.equal(await page.locator('img').count(), 0);
  assert.notEqual(await page.title(), 'owned');
});

test('a change elsewhere shows in its row in place, soon after it was told', { skip }, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  t.after(() => site.clear(databases));
  const page = await site.open(t);
  await row(page, 'orders').waitFor();
  await page.locator('header .live.good').waitFor();
  const took: number[] = [];
  for (const state of ['updating', 'available', 'degraded', 'available', 'updating', 'available'] as const) {
    const begun = performance.now();
    site.plane.backend.settle({ project: 'default', name: 'orders' }, { state });
    await row(page, 'orders').locator('.state', { hasText: state }).waitFor();
    took.push(performance.now() - begun);
  }
  console.log(`live: a change is on the page after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms (asking the browser included)`);
});

test('rows come and go live, but never under the pointer', { skip }, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  const late = site.database('another-one');
  t.after(() => site.clear([...databases, late]));
  const page = await newPage(t, site.browser);
  const reading = readsUnderWay(page);
  await page.goto(site.url);
  await logIn(page, ADMIN);
  await row(page, 'orders').waitFor();
  await page.locator('header .live.good').waitFor(); // has the list read again
  await eventually(() => assert.equal(reading.size, 0));
  await row(page, 'orders').hover();
  site.fill([late]);
  await page.getByText('1 change waits until the pointer leaves').waitFor();
  assert.equal(await row(page, 'another-one').count(), 0);
  await page.mouse.move(5, 5);
  await row(page, 'another-one').waitFor();
  assert.equal((await names(page))[0], 'another-one');
  site.clear([late]);
  await row(page, 'another-one').waitFor({ state: 'detached' });
});

test('the first row comes also on a machine four times slower; how soon is printed', { skip }, async (t) => {
  const databases = drawnDatabases(site);
  site.fill(databases);
  t.after(() => site.clear(databases));
  const page = await newPage(t, site.browser);
  await page.goto(site.url);
  await logIn(page, ADMIN);
  await row(page, 'orders').waitFor();
  await page.addInitScript(MARK_FIRST_ROW);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const runs: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    await page.reload({ waitUntil: 'commit' });
    await row(page, 'orders').waitFor();
    runs.push(Number(await page.evaluate(FIRST_ROW_AT)));
  }
  console.log(`first row at 4x slower CPU: ${runs.map((ms) => ms.toFixed(0)).join(', ')} ms; ${verdict(runs, 1500)}`);
});

test('ten thousand rows scroll with a few dozen in the page; a thousand changes at once all arrive; how long they block is printed', {
  skip,
}, async (t) => {
  const many = Array.from({ length: 10_000 }, (_, index) => site.database(`db-${String(index).padStart(5, '0')}`));
  const page = await site.open(t);
  site.fill(many);
  await page.reload();
  await row(page, 'db-00000').waitFor();
  await walkToTheEnd(page);
  const drawn = await page.locator('tbody tr').count();
  assert.ok(drawn < 80, `${drawn} rows are drawn`);

  const rounds: number[] = [];
  for (const state of ['degraded', 'available', 'degraded'] as const) {
    const longest = await longestTask(site.browser, page, async () => {
      for (const { name } of many.slice(-1000)) site.plane.backend.settle({ project: 'default', name }, { state });
      await row(page, 'db-09999').locator('.state', { hasText: state }).waitFor();
    });
    rounds.push(longest);
  }
  const told = rounds.map((ms) => ms.toFixed(1)).join(', ');
  console.log(`10,000 rows, ${drawn} drawn; 1,000 status changes at once: longest task ${told} ms of CPU; ${verdict(rounds, 16)}`);
});

/** Requests for the list that the page waits for, from now on. */
function readsUnderWay(page: Page): ReadonlySet<Request> {
  const reads = new Set<Request>();
  page.on('request', (request) => request.url().includes('/api/databases?') && reads.add(request));
  const forget = (request: Request) => void reads.delete(request);
  page.on('requestfinished', forget).on('requestfailed', forget);
  return reads;
}

/** Times are told, not asserted: a busy machine is no fault of the page. */
const verdict = (timesMs: readonly number[], barMs: number) =>
  `the bar of ${barMs} ms is ${Math.min(...timesMs) <= barMs ? 'met' : 'missed'}`;

/** The browser's own record of when the first row was painted is the time of the row's first frame; kept by a mark the page sets below. */
const FIRST_ROW_AT = `performance.getEntriesByName('first-row')[0].startTime`;

/** Marks the frame in which the first row is there. */
const MARK_FIRST_ROW = `(() => {
  const look = () => document.querySelector('pg-console')?.shadowRoot?.querySelector('pg-database-list')?.shadowRoot?.querySelector('tbody tr')
    ? performance.mark('first-row') : requestAnimationFrame(look);
  requestAnimationFrame(look);
})()`;

/** The longest task of the page's thread, in milliseconds of CPU: what else runs on this machine does not count. */
async function longestTask(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceEvent[] }; // Chromium's trace format
  const mains = new Set(traceEvents.filter(({ args }) => args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}/${tid}`));
  const tasks = traceEvents.filter(({ pid, tid, tdur }) => tdur !== undefined && mains.has(`${pid}/${tid}`));
  assert.ok(tasks.length > 0, 'no task of the page was recorded');
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}

interface TraceEvent {
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of CPU. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

async function walkToTheEnd(page: Page): Promise<void> {
  await row(page, 'db-00000').getByRole('link').first().focus();
  await eventually(async () => {
    await page.keyboard.press('End');
    assert.equal(await focused(page), 'db-09999');
  }, 60_000);
}

/** Text or name of what has the focus, through all shadow roots. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    `(() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at?.getAttribute('name') ?? at?.textContent?.trim() ?? ''; })()`,
  );
