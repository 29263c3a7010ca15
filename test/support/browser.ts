import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.ts';

const SHOTS = join(import.meta.dirname, '../../test-results/screenshots');
/** Browsers report these as errors of the page; they are answers of the API that a test has asked for. */
const EXPECTED = /Failed to load resource/;

const executablePath = findChromium();
/** Why browser tests cannot run here; false when they can. */
export const noBrowser: string | false = executablePath
  ? false
  : 'there is no Chromium on this machine; run "node scripts/chromium.ts" as root';

/** Starts Chromium. Pages run as a user sees them; nothing is downloaded, nothing is asked of the network by itself. */
export function launchBrowser(): Promise<Browser> {
  assert.ok(executablePath, 'no Chromium');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
}

/** A page of its own, closed after the test, that must not have complained: no script error, no violated policy. */
export async function newPage(t: TestContext, browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  t.after(() => context.close());
  return watchedPage(t, context);
}

/** One more page (a tab) in a context. */
export async function watchedPage(t: TestContext, context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // ends a vain wait, on a busy machine too
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  t.after(() => assert.deepEqual(complaints, [], 'the page complained'));
  return page;
}

/** Keeps what a view looks like, for people to look at; the folder is not in Git. */
export async function keepShot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true, animations: 'disabled' });
}

/** Logs in through the form. */
export async function logIn(page: Page, { username, password }: { username: string; password: string }): Promise<void> {
  await page.locator('pg-login [name=username]').fill(username);
  await page.locator('pg-login [name=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('pg-login').waitFor({ state: 'detached' });
}
