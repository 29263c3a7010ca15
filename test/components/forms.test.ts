import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { OptionsView } from '../../api/contract/platform.ts';
import { assertAccessible } from '../support/axe.ts';
import { keepShot, logIn, newPage, noBrowser } from '../support/browser.ts';
import { ADMIN, ConsoleSite } from '../support/console-site.ts';
import { eventually } from '../support/eventually.ts';
import { MEMORY_PASSWORD } from '../support/memory-backend.ts';

const skip = noBrowser;
let site: ConsoleSite;
before(async () => {
  if (!skip) site = await ConsoleSite.start();
});
after(() => site?.stop());

const everything = (page: Page): Promise<string> =>
  page.evaluate(
    `(function all(root) { return [...root.querySelectorAll('*')].map((element) => element.outerHTML + (element.value ?? '') + (element.shadowRoot ? all(element.shadowRoot) : '')).join(''); })(document)`,
  );

test('a database is created by keyboard alone; faults stand at their fields, and the equal call is shown', { skip }, async (t) => {
  const page = await site.open(t);
  await page.getByText('No databases yet').waitFor();
  await page.keyboard.press('n');
  await page.locator('pg-create-database [name=name]').waitFor();
  await eventually(async () =>
    assert.equal(await page.locator('pg-create-database [name=name]').evaluate('0; document.activeElement?.localName'), 'pg-console'),
  );
  await page.keyboard.type('Orders!');
  await page.keyboard.press('Tab');
  await page.getByText('Lower-case letters').waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('orders');
  await page.getByText('Lower-case letters').waitFor({ state: 'detached' });
  await page.getByText('As a curl command').focus();
  await page.keyboard.press('Enter');
  await page.locator('pre', { hasText: `--json '{"name":"orders"}'` }).waitFor();
  await page.locator('pg-create-database [name=name]').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/databases/default/orders');
  const { items } = (await (await site.plane.client()).get<{ items: { name: string }[] }>('/api/databases')).body;
  assert.deepEqual(
    items.map(({ name }) => name),
    ['orders'],
  );

  await page.goto(`${site.url}/new`);
  await page.locator('pg-create-database [name=name]').fill('orders');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.locator('#name-note.fault', { hasText: 'already' }).waitFor();
  site.plane.backend.vanish({ project: 'default', name: 'orders' });
});

test('the password is nowhere in the page until it is asked for, and gone when hidden; copying needs no revealing', { skip }, async (t) => {
  const database = site.database('secretive', { instances: 2 });
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/secretive', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.locator('pg-connection-info pre').waitFor();
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.match(String(await page.evaluate('navigator.clipboard.readText()')), new RegExp(`^postgresql://app:${MEMORY_PASSWORD}@`));
  assert.ok(!(await everything(page)).includes(MEMORY_PASSWORD));
  await page.getByRole('button', { name: 'Reveal' }).click();
  for (const tab of ['URI', 'psql', 'Node', 'Python', 'Go', 'JDBC', '.env']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.locator('pg-connection-info pre', { hasText: MEMORY_PASSWORD }).waitFor();
  }
  await page.getByRole('button', { name: 'Hide' }).click();
  assert.ok(!(await everything(page)).includes(MEMORY_PASSWORD));
  await page.locator('pg-timeline').getByText('read the password of').first().waitFor();
});

test('the certificate is public: shown, copied and downloaded without a password being read', { skip }, async (t) => {
  const database = site.database('public-ca');
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/public-ca', { permissions: ['clipboard-read', 'clipboard-write'] });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download ca.crt' }).click();
  assert.equal((await saved).suggestedFilename(), 'ca.crt');
  await page.getByRole('tab', { name: 'CA certificate' }).click();
  await page.locator('pg-connection-info pre', { hasText: 'BEGIN CERTIFICATE' }).waitFor();
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.match(String(await page.evaluate('navigator.clipboard.readText()')), /^-----BEGIN CERTIFICATE-----/);
  assert.ok(!asked.some((path) => path.endsWith('/credentials')));
  const { body } = await (await site.plane.client()).get<{ items: { action: string }[] }>('/api/databases/public-ca/logs');
  assert.deepEqual(body.items, []);
});

test('a refused delete reads as what it is: tried, refused, and why', { skip }, async (t) => {
  const database = site.database('guarded', { deletionProtection: true });
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/guarded');
  const refused = await (await site.plane.client()).delete('/api/databases/guarded');
  assert.equal(refused.status, 409);
  const entry = page.locator('pg-timeline li', { hasText: 'refused' });
  await entry.waitFor();
  assert.match((await entry.textContent()) ?? '', /admin tried to delete guarded/);
});

test('a setting shows what it will do before it is applied; a wrong value says why; Escape leaves and gives the focus back', {
  skip,
}, async (t) => {
  const database = site.database('edited', { parameters: { work_mem: '8MB' } });
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/edited');
  const value = page.locator('pg-database-settings [name=value]');
  await page.getByRole('button', { name: 'Edit Storage' }).click();
  await value.fill('5');
  await page.getByText('Storage can only grow').waitFor();
  await page.keyboard.press('Escape');
  await value.waitFor({ state: 'detached' });
  await eventually(async () => assert.equal(await page.evaluate(FOCUSED), 'Edit Storage'));
  await page.getByRole('button', { name: 'Edit Description' }).click();
  await value.fill('Orders of the shop');
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await page.locator('[data-path=description]', { hasText: 'Orders of the shop' }).waitFor();
  await page.getByRole('button', { name: 'Set a parameter' }).click();
  await page.locator('pg-database-settings [name=parameter]').selectOption('max_connections');
  await page.getByText('20 to 1000').waitFor();
  await value.fill('200');
  await page.getByText('max_connections takes a rolling restart').waitFor();
  await page.getByText('About 1 s without writes.').waitFor();
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await page.locator('[data-path="parameters.max_connections"]', { hasText: '200' }).waitFor();
});

test('the extensions of a database’s version are listed: those to create, and the others with the reason', { skip }, async (t) => {
  const database = site.database('extended', { version: 17 });
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await site.open(t, '/databases/default/extended');
  await page.getByText(/^Extensions: \d+ available$/).click();
  const { body } = await (await site.plane.client()).get<OptionsView>('/api/options');
  const wanted = body.extensions['17'] ?? [];
  assert.ok(wanted.length > 20);
  await page.getByText('not available, with the reason').click();
  const shown = await page.locator('pg-database-settings .extensions li').allTextContents();
  for (const { name, version, description, reason } of wanted) {
    const line = shown.find((text) => text.startsWith(`${name} ${version}`)) ?? '';
    assert.ok(line.includes(description) && line.includes(reason ?? ''), `${name}: ${line}`);
  }
  await assertAccessible(page, 'the extensions');
  await keepShot(page, 'extensions');
});

test('a write that comes second is refused with 412, shown, and may go on; protection has its way out', { skip }, async (t) => {
  const database = site.database('contested', { deletionProtection: true });
  site.fill([database]);
  t.after(() => site.clear([database]));
  const page = await newPage(t, site.browser);
  // Without the stream the page does not hear of the other's change.
  await page.route('**/api/events', (route) => route.abort());
  await page.goto(`${site.url}/databases/default/contested`);
  await logIn(page, ADMIN);
  await page.getByRole('button', { name: 'Edit Storage' }).click();
  await page.locator('pg-database-settings [name=value]').fill('30');
  await (await site.plane.client()).patch('/api/databases/contested', { labels: { team: 'other' } });
  const refused = page.waitForResponse((response) => response.status() === 412);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await refused;
  await page.getByText('– → team=other').waitFor();
  assert.equal(await page.locator('pg-database-settings [name=value]').inputValue(), '30');
  await page.getByRole('button', { name: 'Apply mine anyway' }).click();
  await page.locator('[data-path=storageGiB]', { hasText: '30 GiB' }).waitFor();
  await page.getByRole('button', { name: 'Turn protection off' }).click();
  await page.getByRole('button', { name: 'Delete …' }).click();
  assert.equal(await page.getByRole('button', { name: 'Delete permanently' }).isDisabled(), true);
  await page.getByLabel('Type contested to confirm').fill('contested');
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page.locator('pg-database .head .state', { hasText: 'deleting' }).waitFor();
});

/** Name of what has the focus, through all shadow roots. */
const FOCUSED = `(() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? ''; })()`;
