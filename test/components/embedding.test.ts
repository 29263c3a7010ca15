import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { assertAccessible } from '../support/axe.ts';
import { logIn, newPage, noBrowser } from '../support/browser.ts';
import { ADMIN, ConsoleSite, drawnDatabases } from '../support/console-site.ts';
import { Portal } from '../support/portal.ts';

const skip = noBrowser;
const WEB = join(import.meta.dirname, '../../web-components');
const EXAMPLES = join(WEB, 'examples');
const STRICT =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";

let portal: Portal;
let site: ConsoleSite;
before(async () => {
  if (skip) return;
  portal = await Portal.start();
  site = await ConsoleSite.start({ corsOrigins: [portal.url] });
  site.fill(drawnDatabases(site));
});
after(async () => {
  await site?.stop();
  await portal?.stop();
});

/** Serves a page of the platform's own site, as a team that embeds elements there would. */
async function embed(page: Page, path: string, body: string): Promise<void> {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${path}</title></head><body><main>${body}</main></body></html>`;
  await page.route(`${site.url}${path}`, (route) =>
    route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': STRICT }, body: html }),
  );
  await page.goto(site.url + path);
}

const alone: readonly (readonly [element: string, attributes: string, shows: string])[] = [
  ['pg-database-list', '', 'legacy-crm'],
  ['pg-create-database', '', 'Never lose a commit'],
  ['pg-database', 'name="orders"', 'Settings'],
  ['pg-connection-info', 'name="orders"', 'sslmode=verify-full'],
  ['pg-timeline', 'name="orders"', 'Ready'],
  ['pg-service-events', 'name="orders"', 'Ready'],
  ['pg-audit-log', '', 'Audit log'],
  ['pg-server-log', 'name="orders"', 'PostgreSQL log'],
  ['pg-console', '', 'Databases'],
];

test('each element works alone under a strict policy with Trusted Types, and is accessible there', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await embed(page, '/alone/pg-login', '<script type="module" src="/elements/pg-login.js"></script><pg-login></pg-login>');
  await page.locator('pg-login form').waitFor();
  await page.locator('[name=username]').fill(ADMIN.username);
  await page.locator('[name=password]').fill(ADMIN.password);
  const greeted = page.evaluate("new Promise((done) => addEventListener('pg-logged-in', (event) => done(event.detail.username)))");
  await page.keyboard.press('Enter');
  assert.equal(await greeted, 'admin');
  for (const [element, attributes, shows] of alone) {
    await embed(
      page,
      `/alone/${element}`,
      `<script type="module" src="/elements/${element}.js"></script><${element} ${attributes}></${element}>`,
    );
    await page.locator(element).getByText(shows, { exact: false }).first().waitFor();
    if (['pg-database-list', 'pg-database', 'pg-create-database', 'pg-audit-log', 'pg-console'].includes(element))
      await assertAccessible(page, `${element} alone`);
  }
});

test('elements loaded twice, and many of them, share one session and one stream', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.goto(site.url);
  const streamOfLogin = page.waitForRequest((request) => request.url().endsWith('/api/events'));
  await logIn(page, ADMIN);
  await streamOfLogin;
  const streams: string[] = [];
  page.on('request', (request) => request.url().endsWith('/api/events') && streams.push(request.url()));
  const scripts = ['index.js', 'pg-database-list.js', 'pg-database-list.js?again'].map(
    (file) => `<script type="module" src="/elements/${file}"></script>`,
  );
  await embed(
    page,
    '/twice',
    `${scripts.join('')}<pg-database-list></pg-database-list><pg-timeline name="orders"></pg-timeline><pg-database name="ledger"></pg-database>`,
  );
  await page.locator('pg-database-list tbody tr').first().waitFor();
  await page.locator('pg-timeline li').first().waitFor();
  await page.locator('pg-database .node').first().waitFor();
  await page.locator('pg-timeline .live.good').first().waitFor();
  assert.equal(streams.length, 1);
});

test('the console and a single element on one page: a strict policy with Trusted Types, and no complaint', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.goto(site.url);
  await logIn(page, ADMIN);
  for (const files of [
    ['pg-console', 'pg-database-list'],
    ['pg-database-list', 'pg-console', 'index'],
  ]) {
    const scripts = files.map((file) => `<script type="module" src="/elements/${file}.js"></script>`).join('');
    await embed(
      page,
      `/beside/${files.join('-')}`,
      `${scripts}<pg-console></pg-console><pg-database-list project="default"></pg-database-list>`,
    );
    await page.locator('main > pg-database-list tbody tr').nth(5).waitFor();
    await page.locator('pg-console pg-database-list tbody tr').nth(5).waitFor();
    await page.locator('pg-console').getByRole('link', { name: 'orders', exact: true }).click();
    await page.locator('pg-console pg-timeline li').first().waitFor();
    await page.locator('pg-console pg-database-settings .setting').first().waitFor();
  }
});

test('a host page themes the elements by custom properties set above them', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.goto(site.url);
  await page.locator('pg-login').waitFor();
  await page.evaluate("document.documentElement.style.setProperty('--pg-accent', 'rgb(120, 40, 90)')");
  const button = "document.querySelector('pg-console').shadowRoot.querySelector('pg-login').shadowRoot.querySelector('button')";
  assert.equal(await page.evaluate(`getComputedStyle(${button}).backgroundColor`), 'rgb(120, 40, 90)');
});

test('a portal on another origin: strict policy, its own tokens, nothing kept, nobody else asked', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  portal.platform = site.url;
  portal.token = (await site.plane.client()).token ?? '';
  await page.goto(portal.url);
  await page.locator('pg-database-list tbody tr', { hasText: 'orders' }).getByRole('link').first().click();
  await page.locator('pg-connection-info pre').waitFor();
  await page.locator('header .live.good').waitFor();
  assert.deepEqual([...asked].toSorted(), [portal.url, site.url].toSorted());
  const kept = `JSON.stringify([localStorage.length, sessionStorage.length, document.cookie, location.href, (function all(root) { return [...root.querySelectorAll('*')].map((element) => element.outerHTML + (element.shadowRoot ? all(element.shadowRoot) : '')).join(''); })(document)])`;
  assert.ok(!String(await page.evaluate(kept)).includes(portal.token), 'the token shows in the page');
  assert.deepEqual(await page.context().cookies(), []);

  const before = portal.asked;
  const first = portal.token;
  portal.token = (await site.plane.client()).token ?? '';
  const ended = await fetch(`${site.url}/api/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${first}` } });
  assert.equal(ended.status, 204);
  await page.getByRole('button', { name: 'Reveal' }).click();
  await page.getByRole('button', { name: 'Hide' }).waitFor();
  assert.ok(portal.asked > before, 'no fresh token was asked for');
});

test('the plain example and the React example show the databases', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.route(`${site.url}/plain.html`, (route) =>
    route.fulfill({ contentType: 'text/html', body: readFileSync(join(EXAMPLES, 'plain.html')) }),
  );
  await page.goto(`${site.url}/plain.html`);
  await logIn(page, ADMIN);
  await page.locator('pg-console pg-database-list tbody tr').nth(5).waitFor();

  const script = await bundleOf(join(EXAMPLES, 'react/main.js'));
  await page.route(`${site.url}/react/`, (route) =>
    route.fulfill({ contentType: 'text/html', body: readFileSync(join(EXAMPLES, 'react/index.html')) }),
  );
  await page.route(`${site.url}/react/main.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto(`${site.url}/react/`);
  await page.getByRole('link', { name: 'orders', exact: true }).click();
  await page.locator('pg-database h1', { hasText: 'orders' }).waitFor();
  await page.getByRole('link', { name: 'Databases' }).click();
  await page.locator('pg-database-list tbody tr').nth(5).waitFor();
  await page.getByRole('button', { name: 'New database' }).click();
  await page.locator('pg-create-database [name=name]').fill('from-react');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.locator('pg-database h1', { hasText: 'from-react' }).waitFor();
});

test('where the host gives tokens nobody logs in or out here; a lost session says so', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  portal.platform = site.url;
  portal.token = (await site.plane.client()).token ?? '';
  await page.goto(portal.url);
  await page.locator('header .live.good').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Log out' }).count(), 0);
  await page.getByRole('button', { name: 'New database' }).click();
  await page.locator('pg-create-database [name=name]').waitFor();
  await page.keyboard.press('Escape');
  await fetch(`${site.url}/api/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${portal.token}` } });
  await page.getByText('You are not logged in').waitFor();
  assert.equal(await page.locator('pg-login form').count(), 0);
});

test('of two consoles one answers a key, none while something is typed elsewhere or when keys are switched off', { skip }, async (t) => {
  const page = await newPage(t, site.browser);
  await page.goto(site.url);
  await logIn(page, ADMIN);
  const script = '<script type="module" src="/elements/pg-console.js"></script>';
  const field = '<p contenteditable="true" id="note">note</p>';
  await embed(page, '/two', `${script}${field}<pg-console routing="none"></pg-console><pg-console routing="none"></pg-console>`);
  await page.locator('pg-database-list tbody').nth(1).waitFor();
  await page.locator('#note').focus();
  await page.keyboard.press('n');
  assert.equal(await page.locator('pg-create-database').count(), 0);
  await page.locator('#note').evaluate('0; document.activeElement.blur()');
  await page.keyboard.press('n');
  await page.locator('pg-create-database form').waitFor();
  assert.equal(await page.locator('pg-create-database').count(), 1);
  await embed(page, '/none', `${script}<pg-console routing="none" no-shortcuts></pg-console>`);
  await page.locator('pg-database-list tbody').waitFor();
  await page.keyboard.press('n');
  await page.keyboard.press('/');
  assert.equal(await page.locator('pg-create-database').count(), 0);
  assert.equal(await page.locator('input:focus').count(), 0);
});

/** As a React team's bundler would; the package is found by its own exports. */
async function bundleOf(entry: string): Promise<string> {
  const [bundle] = [
    await build({
      configFile: false,
      logLevel: 'silent',
      define: { 'process.env.NODE_ENV': '"production"' },
      build: { write: false, lib: { entry, formats: ['es'] }, rollupOptions: { output: { codeSplitting: false } } },
    }),
  ].flat();
  const chunk = bundle && 'output' in bundle ? bundle.output[0] : undefined;
  assert.ok(chunk);
  return chunk.code;
}
