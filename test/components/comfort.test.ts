import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { keepShot, noBrowser } from '../support/browser.ts';
import { ConsoleSite, drawnDatabases } from '../support/console-site.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (skip) return;
  site = await ConsoleSite.start();
  site.fill(drawnDatabases(site));
});
after(() => site?.stop());

const VIEWS = [
  ['/', 'tbody tr'],
  ['/new', 'pg-create-database form'],
  ['/databases/default/orders', 'pg-database-settings .setting'],
  ['/audit', 'pg-audit-log li'],
] as const;

/** What can be pressed and is smaller than 24 by 24 px, itself or the label that belongs to it; links in sentences are exempt. */
const SMALL = `(function all(root) { return [...root.querySelectorAll('*')].flatMap((element) => {
  const inside = element.shadowRoot ? all(element.shadowRoot) : [];
  if (!element.matches('a, button, input, select, summary, [tabindex="0"]') || element.closest('.skip') || !element.checkVisibility()) return inside;
  const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
  return width < 24 || height < 24 ? [...inside, element.localName + '.' + element.className + ' "' + element.textContent.trim().slice(0, 20) + '" ' + width.toFixed(0) + 'x' + height.toFixed(0)] : inside;
}); })(document)`;

test('what can be pressed is at least 24 by 24 px, on wide and narrow screens', { skip }, async (t) => {
  const page = await site.open(t);
  for (const [path, shows] of VIEWS) {
    await page.goto(site.url + path);
    await page.locator(shows).first().waitFor();
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await page.evaluate(SMALL), [], `${path} at ${width} px`);
    }
  }
});

/** Whether a drawn thing can be told from what is behind it. */
const background = (page: Page, selector: string, part = '') =>
  page.locator(selector).first().evaluate(`(element) => getComputedStyle(element, '${part}').backgroundColor`);

test('in forced colours dots, squares and switches are still there', { skip }, async (t) => {
  const page = await site.open(t, '/', { forcedColors: 'active' });
  await page.locator('tbody tr').nth(5).waitFor();
  const canvas = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  assert.notEqual(await background(page, '.state.good', '::before'), canvas);
  assert.notEqual(await background(page, '.nodes .primary'), canvas);
  await keepShot(page, 'list-forced-colours');
  await page.goto(`${site.url}/new`);
  await page.locator('summary').first().click();
  const toggle = page.getByRole('switch', { name: 'Protect against deletion' });
  await toggle.check();
  assert.notEqual(await background(page, '[name=deletionProtection]'), canvas);
  assert.notEqual(await background(page, '[name=deletionProtection]'), await background(page, '[name=deletionProtection]', '::after'));
  await keepShot(page, 'create-forced-colours');
});

test('at 200 % zoom, and with the longest names, nothing makes the page scroll sideways', { skip }, async (t) => {
  const name = 'n'.repeat(40);
  const labels = { ['k'.repeat(63)]: 'v'.repeat(63), team: 'shop' };
  site.fill([site.database(name, { labels }, { state: 'degraded', reason: 'r'.repeat(300) })]);
  const page = await site.open(t, '/', { viewport: { width: 640, height: 450 } });
  for (const path of ['/', '/new', `/databases/default/${name}`, '/audit']) {
    await page.goto(site.url + path);
    await page.locator('h1').first().waitFor();
    await page
      .locator(path === '/' ? 'tbody tr' : 'header')
      .first()
      .waitFor();
    const beyond = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    assert.equal(beyond, 0, `${path} is ${beyond} px too wide`);
    await keepShot(page, `zoomed${path.replaceAll('/', '-').slice(0, 20)}`);
  }
});
