import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logIn, newPage, noBrowser } from '../support/browser.ts';
import { ADMIN, ConsoleSite } from '../support/console-site.ts';
import { eventually } from '../support/eventually.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (!skip) site = await ConsoleSite.start();
});
after(() => site?.stop());

/** Settles when the page has been drawn after what was done before. */
const DRAWN = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))';

test('Back finds the list as it was left: its place, and the focus on the row that was opened', { skip }, async (t) => {
  const many = Array.from({ length: 300 }, (_, index) => site.database(`db-${String(index).padStart(3, '0')}`));
  site.fill(many);
  t.after(() => site.clear(many));
  const page = await site.open(t);
  await page.getByRole('link', { name: 'db-000' }).waitFor();
  const link = page.getByRole('link', { name: 'db-150' });
  // a scroll draws the rows in view anew, in the same elements: before a row is clicked it must stand still
  await eventually(async () => {
    const y = (await link.count()) > 0 ? (await link.boundingBox())?.y : undefined;
    await page.evaluate(`scrollBy(0, ${y === undefined ? 'innerHeight / 2' : y - 300}), ${DRAWN}`);
    assert.ok(y !== undefined && Math.abs(y - 300) < 200, `at ${y}`);
  });
  const before = Number(await page.evaluate('scrollY'));
  assert.ok(before > 3000);
  for (const back of [() => page.goBack(), () => page.getByRole('link', { name: 'Databases', exact: true }).click()]) {
    await link.click();
    await page.locator('pg-database .node').first().waitFor();
    assert.equal(await page.evaluate('scrollY'), 0);
    await back();
    await eventually(async () => assert.equal(await page.locator('a:focus', { hasText: 'db-150' }).count(), 1));
    assert.ok(Math.abs(Number(await page.evaluate('scrollY')) - before) < 3, `at ${await page.evaluate('scrollY')} and not ${before}`);
  }
});

test('an address that does not exist shows the page that says so, with 404 and a way to the list; the API answers with JSON', {
  skip,
}, async (t) => {
  const page = await newPage(t, site.browser);
  const answer = await page.goto(`${site.url}/no/such/page`);
  assert.equal(answer?.status(), 404);
  await logIn(page, ADMIN);
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await page.getByRole('button', { name: 'To the databases' }).click();
  await page.getByRole('heading', { name: 'Databases', exact: true }).waitFor();
  const api = await page.goto(`${site.url}/api/nothing`);
  assert.equal(api?.status(), 404);
  assert.match(api?.headers()['content-type'] ?? '', /problem\+json/);
});

test('the projects to choose from are those that exist, without seeing a database of each first', { skip }, async (t) => {
  const databases = ['bank', 'shop', 'zoo'].map((project) => ({ ...site.database(`one-of-${project}`), project }));
  site.fill(databases);
  t.after(() => site.clear(databases));
  const page = await site.open(t, '/?q=nothing-like-this');
  await page.getByText('Nothing matches').waitFor();
  await eventually(async () =>
    assert.deepEqual(await page.getByLabel('Project').locator('option').allTextContents(), [
      'All projects',
      'bank',
      'default',
      'shop',
      'zoo',
    ]),
  );
});

test('an order by status begins with what needs attention, and there is a filter for it', { skip }, async (t) => {
  const states = ['available', 'creating', 'degraded', 'failed', 'storage_full', 'unknown', 'hibernated'] as const;
  const databases = states.map((state) => site.database(`is-${state.replace('_', '-')}`, {}, { state }));
  site.fill(databases);
  t.after(() => site.clear(databases));
  const page = await site.open(t, '/?sort=status');
  const names = () => page.locator('tbody .cut > a').allTextContents();
  const urgent = ['is-failed', 'is-storage-full', 'is-degraded', 'is-unknown'];
  await eventually(async () => assert.deepEqual(await names(), [...urgent, 'is-creating', 'is-hibernated', 'is-available']));
  await page.getByLabel('Status').selectOption({ label: 'Needs attention' });
  await eventually(async () => assert.deepEqual(await names(), urgent));
  site.plane.backend.settle({ project: 'default', name: 'is-available' }, { state: 'failed' });
  await page.getByRole('link', { name: 'is-available' }).waitFor();
});

test('a failure in the page itself is said, with a way to load it again', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.goto(site.url);
  await logIn(page, ADMIN);
  await page.locator('header').waitFor();
  page.removeAllListeners('pageerror');
  await page.evaluate("setTimeout(() => { throw new Error('unexpected') })");
  await page.getByText('Something in this page has failed').waitFor();
  await page.getByRole('button', { name: 'Reload the page' }).click();
  await page.getByText('Something in this page has failed').waitFor({ state: 'detached' });
});

test('a view whose code cannot be fetched says so', { skip }, async (t) => {
  const page = await site.open(t);
  await page.getByRole('heading', { name: 'Databases', exact: true }).waitFor();
  await page.route('**/assets/**', (route) => route.abort());
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('This view could not be loaded').waitFor();
});
