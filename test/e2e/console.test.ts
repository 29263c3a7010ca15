import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { DatabaseView } from '../../api/contract/database.ts';
import { apiClient } from '../support/api-client.ts';
import { keepShot, launchBrowser, logIn, newPage, noBrowser, watchedPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { TemporaryPlatform } from '../support/temporary-platform.ts';

/** One platform for all: each test has databases of its own. */
let platform: TemporaryPlatform;
let browser: Browser;
const who = () => ({ username: 'admin', password: platform.password });
const run = promisify(execFile);
const stateOf = (page: Page, state: string) => page.locator('pg-database .head .state', { hasText: new RegExp(`^${state}$`) });

before(async () => {
  if (noBrowser) return;
  [platform, browser] = await Promise.all([TemporaryPlatform.start(), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await platform?.remove();
});

async function create(page: Page, name: string, instances: string): Promise<void> {
  await page.goto(`${platform.url}/new`);
  await page.locator('pg-create-database [name=name]').fill(name);
  await page.locator('pg-create-database [name=instances]').selectOption(instances);
  if (instances !== '1') await page.getByRole('switch', { name: 'Never lose a commit' }).check();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(`**/databases/default/${name}`);
}

async function shownUri(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Reveal' }).click();
  await page.getByRole('button', { name: 'Hide' }).waitFor();
  return (await page.locator('pg-connection-info pre').textContent()) ?? '';
}

/** Downloads the certificate into a folder of its own, as ca.crt; returns the folder. */
async function saveCertificate(page: Page): Promise<string> {
  const folder = join(platform.dataDir, 'client');
  await mkdir(folder, { recursive: true });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download ca.crt' }).click();
  await (await saved).saveAs(join(folder, 'ca.crt'));
  return folder;
}

/** What is shown for a client, with a choice of how the server is checked. */
async function shownFor(page: Page, tab: string, checking: string): Promise<string> {
  await page.getByRole('tab', { name: tab, exact: true }).click();
  await page.getByLabel('Server verification').selectOption(checking);
  return (await page.locator('pg-connection-info pre').textContent()) ?? '';
}

/** Asks a question through node-postgres, from a folder. */
const ASK = `const pg = require(process.argv[1]); const client = new pg.Client(process.argv[2] ?? process.env.DATABASE_URL);
client.connect().then(() => client.query('select 40 + 2 as answer')).then(({ rows }) => console.log(rows[0].answer)).finally(() => client.end());`;
const NODE_POSTGRES = createRequire(import.meta.url).resolve('pg');

/** What states the page of a database has shown since, though each for a moment only; gives the way to ask. */
async function shownStates(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(`(() => {
    const root = document.querySelector('pg-console').shadowRoot.querySelector('pg-database').shadowRoot;
    globalThis.shownStates = [];
    const look = () => {
      const now = root.querySelector('.head .state')?.textContent.trim() ?? '';
      if (now !== shownStates.at(-1)) shownStates.push(now);
    };
    look();
    new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
  })()`);
  return () => page.evaluate('shownStates');
}

test('the life of a database, in two browsers: login, create, connect, edit, failover, delete', { skip: noBrowser }, async (t) => {
  const page = await newPage(t, browser);
  await page.goto(platform.url);
  await logIn(page, who());
  await page.getByText('No databases yet').waitFor();

  const other = await newPage(t, browser);
  await other.goto(platform.url);
  await logIn(other, who());

  await create(page, 'orders', '3');
  await stateOf(page, 'available').waitFor();
  await other.locator('tr', { hasText: 'orders' }).getByText('available').waitFor();

  const uri = await shownUri(page);
  assert.equal((await run('node', ['-e', ASK, NODE_POSTGRES, uri], { cwd: await saveCertificate(page) })).stdout, '42\n');

  await page.locator('[data-path="storageGiB"] button').click();
  await page.locator('pg-database-settings [name=value]').fill('12');
  await page.getByText('Storage grows from 10 to 12 GiB').waitFor();
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await page.locator('[data-path="storageGiB"]', { hasText: '12 GiB' }).waitFor();
  await stateOf(page, 'available').waitFor();

  const api = await apiClient(platform.url).login('admin', platform.password);
  const { body } = await api.get<DatabaseView>('/api/databases/orders');
  const started = performance.now();
  const shown = await shownStates(page);
  await platform.killPrimary(body);
  await eventually(async () => {
    const states = await shown();
    assert.ok(states.includes('failing over'), states.join(', '));
    assert.equal(states.at(-1), 'available');
  });
  console.log(`failover: seen by the page as over after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await page.locator('pg-timeline').getByText('Failover done').waitFor();
  await page.locator('pg-timeline').getByText('Primary lost').waitFor();
  await keepShot(page, 'e2e-after-failover');

  await page.getByRole('button', { name: 'Delete …' }).click();
  await page.getByLabel('Type orders to confirm').fill('orders');
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText('orders is deleted').waitFor();
  await other.getByText('No databases yet').waitFor();
});

test('a platform restarted under an open page comes back by itself, with the same session', { skip: noBrowser }, async (t) => {
  const page = await newPage(t, browser);
  await page.goto(platform.url);
  await logIn(page, who());
  await page.locator('header .live.good').waitFor();
  await platform.down();
  await page.getByText('No connection to the API').waitFor();
  await keepShot(page, 'e2e-offline');
  await platform.up();
  await page.locator('header .live.good').waitFor();
  await page.getByText('No connection to the API').waitFor({ state: 'detached' });
  await page.getByText('No databases yet').waitFor();
});

test('a session ended elsewhere leads to the login, and back to where one was', { skip: noBrowser }, async (t) => {
  const page = await newPage(t, browser);
  await page.goto(`${platform.url}/audit`);
  await logIn(page, who());
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'paas_session');
  assert.ok(cookie);
  assert.equal(cookie.httpOnly, true);
  const answer = await fetch(`${platform.url}/api/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${cookie.value}` } });
  assert.equal(answer.status, 204);
  await page.locator('pg-login').waitFor();
  await logIn(page, who());
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
});

test('two tabs that edit the same database: the second is shown what changed, keeps its value, and may go on', {
  skip: noBrowser,
}, async (t) => {
  const page = await newPage(t, browser);
  await page.goto(platform.url);
  await logIn(page, who());
  await create(page, 'shared', '1');
  await stateOf(page, 'available').waitFor();
  const tab = await watchedPage(t, page.context());
  await tab.goto(`${platform.url}/databases/default/shared`);
  await tab.locator('[data-path=storageGiB] button').click();
  await tab.locator('pg-database-settings [name=value]').fill('20');

  await page.locator('[data-path=labels] button').click();
  await page.locator('pg-database-settings [name=value]').fill('team=shop');
  await page.getByRole('button', { name: 'Apply', exact: true }).click();

  await tab.getByText('Changed in the meantime').waitFor();
  await tab.getByText('– → team=shop').waitFor();
  assert.equal(await tab.locator('pg-database-settings [name=value]').inputValue(), '20');
  await keepShot(tab, 'e2e-conflict');
  await tab.getByRole('button', { name: 'Apply mine anyway' }).click();
  await page.locator('[data-path=storageGiB]', { hasText: '20 GiB' }).waitFor();
  await page.locator('[data-path=labels]', { hasText: 'team=shop' }).waitFor();
});

test('each form that is shown works as pasted in the client that it names; those with ca.crt check the server', {
  skip: noBrowser,
}, async (t) => {
  const page = await newPage(t, browser);
  await page.goto(platform.url);
  await logIn(page, who());
  await create(page, 'pasted', '1');
  await stateOf(page, 'available').waitFor();
  await shownUri(page);
  const cwd = await saveCertificate(page);
  const options = { cwd, env: { PATH: process.env.PATH ?? '', PGCONNECT_TIMEOUT: '10' } };
  const answers = async (command: string, text: string) => {
    const { stdout } = await run('/bin/sh', ['-c', command], options);
    assert.equal(stdout.trim(), '42', text);
  };
  const node = `node -e '${ASK.replaceAll("'", "'\\''")}' ${NODE_POSTGRES}`;
  const [verified, libpq] = [await shownFor(page, 'URI', 'verified'), await shownFor(page, 'URI', 'libpq')];
  const nodeForm = await shownFor(page, 'URI', 'node');
  for (const uri of [verified, nodeForm]) await answers(`${node} '${uri}'`, uri);
  const env = await shownFor(page, '.env', 'node');
  await answers(`${env}; export DATABASE_URL; ${node}`, env);
  const hasPsql = await run('psql', ['--version']).then(
    () => true,
    () => false,
  );
  if (!hasPsql) return t.diagnostic('there is no psql on this machine: its forms were not tried');
  for (const line of [await shownFor(page, 'psql', 'verified'), await shownFor(page, 'psql', 'libpq')])
    await answers(`${line} -Atc 'select 40 + 2'`, line);
  for (const uri of [verified, libpq]) await answers(`psql '${uri}' -Atc 'select 40 + 2'`, uri);
  for (const mode of ['verified', 'libpq']) {
    const shown = await shownFor(page, '.env', mode);
    await answers(`${shown}; psql "$DATABASE_URL" -Atc 'select 40 + 2'`, shown);
  }
});

/** Each sentence that the line about a restart has shown, though for a moment only; gives the way to ask. */
async function shownOperation(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(`(() => {
    const root = document.querySelector('pg-console').shadowRoot.querySelector('pg-database').shadowRoot.querySelector('pg-instances').shadowRoot;
    globalThis.shownOperation = [];
    const look = () => {
      const now = root.querySelector('.operation[role=status]')?.textContent.trim().replace(/\\s+/g, ' ') ?? '';
      if (now !== shownOperation.at(-1)) shownOperation.push(now);
    };
    look();
    new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
  })()`);
  return () => page.evaluate('shownOperation');
}

test('a restart goes on where it was when the platform is killed in the middle of it, and the open page shows all of it', {
  skip: noBrowser,
}, async (t) => {
  const page = await newPage(t, browser);
  await page.goto(platform.url);
  await logIn(page, who());
  await create(page, 'rolling', '3');
  await stateOf(page, 'available').waitFor();
  const api = await apiClient(platform.url).login('admin', platform.password);
  const shown = await shownOperation(page);
  await page.getByRole('button', { name: 'Restart …' }).click();
  await page.getByRole('button', { name: 'Restart now' }).click();
  await page.locator('pg-instances .operation', { hasText: 'Restarting' }).waitFor();
  await platform.kill();
  await page.getByText('No connection to the API').waitFor();
  await page.locator('pg-instances .operation', { hasText: 'Restarting' }).waitFor();
  await platform.up();
  await page.locator('pg-instances .operation', { hasText: 'Every server has been restarted' }).waitFor();
  await stateOf(page, 'available').waitFor();
  await keepShot(page, 'e2e-after-restart');
  console.log(`restart: the page has shown ${(await shown()).join(' | ')}`);
  const { body } = await api.get<{ items: { state: string }[] }>('/api/databases/rolling/operations');
  assert.deepEqual(
    body.items.map(({ state }) => state),
    ['completed'],
  );
  await page.locator('pg-timeline').getByText('Restarted', { exact: true }).waitFor();
});

test('a restart is followed instance by instance: each one that restarts is named', { skip: noBrowser }, async (t) => {
  const page = await newPage(t, browser);
  await page.goto(platform.url);
  await logIn(page, who());
  await create(page, 'named', '2');
  await stateOf(page, 'available').waitFor();
  const shown = await shownOperation(page);
  await page.getByRole('button', { name: 'Restart …' }).click();
  await page.getByRole('button', { name: 'Restart now' }).click();
  await page.locator('pg-instances .operation', { hasText: 'Every server has been restarted' }).waitFor();
  const said = (await shown()).join('\n');
  for (const instance of ['named-1', 'named-2']) assert.match(said, new RegExp(instance), said);
});

test('a tenant locked out by SQL is told so on the page and gets in again with the password that a reset shows', {
  skip: noBrowser,
}, async (t) => {
  const page = await newPage(t, browser);
  await page.goto(platform.url);
  await logIn(page, who());
  await create(page, 'shut', '1');
  await stateOf(page, 'available').waitFor();
  const cwd = await saveCertificate(page);
  const before = await shownUri(page);
  const ask = (uri: string, question = 'select 40 + 2 as answer') =>
    run('node', ['-e', ASK.replace('select 40 + 2 as answer', () => question), NODE_POSTGRES, uri], { cwd });
  await ask(before, 'do $do$ begin alter role app password $secret$changed$secret$; end $do$').catch(() => undefined);
  await page.locator('pg-connection-info [role=alert]', { hasText: 'was changed by SQL' }).waitFor();
  await page.getByRole('button', { name: 'Reset the password …' }).click();
  await page.getByRole('button', { name: 'Reset the password', exact: true }).click();
  await page.getByText('This is the new password').waitFor();
  const after = (await page.locator('pg-connection-info pre').textContent()) ?? '';
  assert.notEqual(after, before);
  await stateOf(page, 'available').waitFor();
  await page.locator('pg-connection-info [role=alert]').waitFor({ state: 'detached' });
  assert.equal((await ask(after)).stdout, '42\n');
  await assert.rejects(ask(before), /password authentication failed/);
});
