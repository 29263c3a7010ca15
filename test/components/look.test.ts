import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { keepShot, logIn, newPage, noBrowser } from '../support/browser.ts';
import { ADMIN, ConsoleSite, drawnDatabases } from '../support/console-site.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (skip) return;
  site = await ConsoleSite.start();
  site.fill(drawnDatabases(site));
  await (await site.plane.client()).patch('/api/databases/preview-312', { labels: { stage: 'test' } });
});
after(() => site?.stop());

/** What can be shown, and how to come there. */
const VIEWS: readonly (readonly [name: string, path: string, come: (page: Page) => Promise<void>])[] = [
  ['list', '/', (page) => page.locator('tbody tr').nth(5).waitFor()],
  ['create', '/new', unfold],
  ['database', '/databases/default/orders', openDetail],
  ['full', '/databases/default/legacy-crm', (page) => page.locator('pg-timeline li').first().waitFor()],
  ['audit', '/audit', (page) => page.locator('pg-audit-log li').first().waitFor()],
  ['unknown', '/no/such/page', (page) => page.getByText('There is no such page').waitFor()],
];

async function unfold(page: Page): Promise<void> {
  await page.locator('pg-create-database form').waitFor();
  for (const summary of await page.locator('summary').all()) await summary.click();
}

async function openDetail(page: Page): Promise<void> {
  await page.locator('pg-timeline li').first().waitFor();
  await page.locator('[data-path=labels] button').click();
  await page.getByRole('button', { name: 'Restart …' }).click();
  await page.getByRole('button', { name: 'Restart now' }).waitFor();
}

async function show(t: TestContext, options: BrowserContextOptions, judge: (page: Page, view: string) => Promise<void>): Promise<void> {
  const page = await newPage(t, site.browser, options);
  await page.goto(site.url);
  await page.locator('pg-login form').waitFor();
  await judge(page, 'login');
  await logIn(page, ADMIN);
  for (const [view, path, come] of VIEWS) {
    await page.goto(site.url + path);
    await come(page);
    await judge(page, view);
  }
}

/** Every element of the page, through all shadow roots. */
const ALL = `(function all(root) { return [...root.querySelectorAll('*')].flatMap((at) => [at, ...(at.shadowRoot ? all(at.shadowRoot) : [])]); })(document)`;

/** Controls smaller than 24 px in one direction, with what they say. A box and its label are one target. */
const SMALL = `${ALL}.filter((at) => at.matches('a[href], button, input, select, textarea, summary, [role=tab]') && at.checkVisibility({ opacityProperty: false, visibilityProperty: true })).flatMap((at) => {
  const target = at.matches('input[type=checkbox], input[type=radio]') ? at.closest('label') ?? at : at;
  const { width, height } = target.getBoundingClientRect();
  return width >= 24 && height >= 24 ? [] : [at.localName + ' "' + (at.textContent.trim() || at.name || at.ariaLabel) + '" ' + width.toFixed(1) + 'x' + height.toFixed(1)];
})`;

/** Texts that do not fit into their boxes and are cut off there. */
const CUT = `${ALL}.filter((at) => {
  const style = getComputedStyle(at);
  if (!at.checkVisibility() || at.closest('.unseen') || at.localName === 'svg') return false;
  return (style.overflowX !== 'visible' && at.scrollWidth > at.clientWidth + 1 && at.clientWidth > 1) || (style.overflowY === 'hidden' && at.scrollHeight > at.clientHeight + 1 && at.clientHeight > 1);
}).map((at) => at.localName + '.' + at.className + ' "' + at.textContent.trim().slice(0, 60) + '" ' + at.scrollWidth + '>' + at.clientWidth)`;

test('each control is at least 24 px high and wide, in every view, wide and narrow', { skip }, async (t) => {
  for (const width of [1280, 320])
    await show(t, { viewport: { width, height: 900 } }, async (page, view) => {
      assert.deepEqual(await page.evaluate(SMALL), [], `${view} at ${width}`);
    });
});

for (const [title, options] of [
  ['200 %', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
  ['320 px', { viewport: { width: 320, height: 640 } }],
] as const)
  test(`at ${title} no page scrolls sideways, and nothing is cut off`, { skip }, async (t) => {
    await show(t, options, async (page, view) => {
      await keepShot(page, `reflow-${title.replaceAll(' ', '')}-${view}`);
      const beyond = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      assert.equal(beyond, 0, `${view} is ${beyond} px wider than its window`);
      assert.deepEqual(await page.evaluate(CUT), [], view);
    });
  });

/** Marks that say something by their colour alone beside a word, and switches: which of them would not be seen. */
const UNSEEN_MARKS = `(() => {
  const ground = getComputedStyle(document.querySelector('pg-console')).backgroundColor;
  const seen = (at, pseudo) => {
    const style = getComputedStyle(at, pseudo);
    if (style.content === 'none') return true;
    return style.backgroundColor !== 'rgba(0, 0, 0, 0)' && style.backgroundColor !== ground || (parseFloat(style.borderTopWidth) > 0 && style.borderTopColor !== ground);
  };
  const name = (at) => at.localName + '.' + at.className + ' ' + at.textContent.trim().slice(0, 30);
  const all = ${ALL}.filter((at) => at.checkVisibility());
  return [
    ...all.filter((at) => at.matches('.state, .live, li:not(.day)')).filter((at) => !seen(at, '::before')),
    ...all.filter((at) => at.matches('.nodes i, .meter rect, .switch input')).filter((at) => at.matches('rect') ? getComputedStyle(at).fill === ground : !seen(at)),
  ].map(name);
})()`;

test('with colours of the user’s own all marks and switches are seen, and so is the focus', { skip }, async (t) => {
  for (const colorScheme of ['light', 'dark'] as const)
    await show(t, { forcedColors: 'active', colorScheme }, async (page, view) => {
      await keepShot(page, `forced-${colorScheme}-${view}`);
      assert.deepEqual(await page.evaluate(UNSEEN_MARKS), [], `${view}, ${colorScheme}`);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(
        `(() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at); return at.localName + ' ' + outlineStyle + ' ' + outlineWidth; })()`,
      );
      assert.match(outline as string, / solid 2px$/, `${view}: ${outline}`);
    });
});

test('an on switch differs from an off one without its colours', { skip }, async (t) => {
  const page = await newPage(t, site.browser, { forcedColors: 'active' });
  await page.goto(`${site.url}/new`);
  await logIn(page, ADMIN);
  await unfold(page);
  const protection = page.getByRole('switch', { name: 'Protect against deletion' });
  const thumb = () => page.evaluate(`getComputedStyle(${ALL}.find(({ name }) => name === 'deletionProtection'), '::after').translate`);
  const off = await thumb();
  await protection.check();
  assert.notEqual(await thumb(), off);
  await keepShot(page, 'forced-switch-on');
});

test('--pg-radius reaches every control and card', { skip }, async (t) => {
  await show(t, {}, async (page, view) => {
    await page.evaluate("document.documentElement.style.setProperty('--pg-radius', '0px')");
    const round = await page.evaluate(
      `${ALL}.filter((at) => at.checkVisibility() && !['0px', '0%'].includes(getComputedStyle(at).borderRadius)).map((at) => at.localName + '.' + at.className + ' ' + getComputedStyle(at).borderRadius)`,
    );
    assert.deepEqual(round, [], view);
  });
});
