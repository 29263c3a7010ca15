import type { TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Database, type DatabaseSpec, type DatabaseStatus, type InstanceStatus, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { launchBrowser, logIn, newPage } from './browser.ts';
import { passwordOf, type TestControlPlane, temporaryControlPlane, USERS } from './control-plane.ts';
import { databaseOf } from './memory-backend.ts';

const GIB = 2 ** 30;
export const ADMIN = { username: 'admin', password: passwordOf(USERS.admin) };

/** The console before a real API whose databases are played by the test, and a browser. */
export class ConsoleSite {
  readonly browser: Browser;
  readonly plane: TestControlPlane;
  #count = 0;

  private constructor(browser: Browser, plane: TestControlPlane) {
    this.browser = browser;
    this.plane = plane;
  }

  static async start(options: { corsOrigins?: readonly string[] } = {}): Promise<ConsoleSite> {
    const [browser, plane] = await Promise.all([launchBrowser(), temporaryControlPlane(options)]);
    return new ConsoleSite(browser, plane);
  }

  get url(): string {
    return this.plane.url;
  }

  /** A page at a path of the console, logged in. */
  async open(t: TestContext, path = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await newPage(t, this.browser, options);
    await page.goto(this.url + path);
    await logIn(page, ADMIN);
    return page;
  }

  /** Puts databases there as if they had always been. */
  fill(databases: readonly Database[]): void {
    this.plane.backend.fill(databases);
  }

  /** Takes all databases away, for the next test. */
  clear(databases: readonly Database[]): void {
    for (const { project, name } of databases) this.plane.backend.vanish({ project, name });
  }

  database(name: string, spec: Partial<DatabaseSpec> = {}, status: Partial<DatabaseStatus> = {}): Database {
    this.#count += 1;
    const wanted = { ...SPEC_DEFAULTS, ...spec };
    const made = databaseOf({ project: 'default', name }, wanted, 1000 + this.#count);
    const at = secondsAgo(90_000);
    const primary = `${name}-1`;
    const running = {
      state: 'available',
      readyInstances: wanted.instances,
      primary,
      serverVersion: '18.4',
      usedBytes: GIB,
      since: secondsAgo(7300),
      instances: servers(name, wanted.instances),
    } as const;
    return { ...made, createdAt: at, updatedAt: at, status: { ...made.status, ...running, ...status } };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.plane.stop();
  }
}

const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** Servers of a database, all running but those named. */
export function servers(
  name: string,
  count: number,
  notRunning: Readonly<Record<number, InstanceStatus['state']>> = {},
  primary = 1,
): InstanceStatus[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${name}-${index + 1}`,
    role: index + 1 === primary ? ('primary' as const) : ('replica' as const),
    state: notRunning[index + 1] ?? 'running',
    lagBytes: 0,
  }));
}

/** The six databases of the drawing. */
export function drawnDatabases(site: ConsoleSite): Database[] {
  return [
    site.database(
      'orders',
      { instances: 3, storageGiB: 20, synchronous: true, labels: { team: 'shop' }, parameters: { work_mem: '8MB' } },
      { usedBytes: 7.6 * GIB },
    ),
    site.database(
      'ledger',
      { instances: 3, storageGiB: 100, labels: { team: 'finance' } },
      {
        state: 'failing_over',
        reason: 'ledger-2 takes over; writes wait',
        since: secondsAgo(1),
        readyInstances: 2,
        primary: 'ledger-2',
        usedBytes: 61 * GIB,
        instances: servers('ledger', 3, { 1: 'stopped' }, 2),
      },
    ),
    site.database(
      'search-cache',
      { instances: 2, version: 17 },
      {
        state: 'degraded',
        reason: '1 of 2 instances; the replica is copied again, 40 %',
        since: secondsAgo(250),
        readyInstances: 1,
        usedBytes: 8.6 * GIB,
        serverVersion: '17.10',
        instances: servers('search-cache', 2, { 2: 'starting' }),
      },
    ),
    site.database(
      'reports',
      { instances: 2 },
      {
        state: 'creating',
        reason: 'Cloning the second instance',
        since: secondsAgo(12),
        readyInstances: 1,
        usedBytes: 0.1 * GIB,
        instances: servers('reports', 1),
      },
    ),
    site.database('preview-312', {}, { since: secondsAgo(90_000), usedBytes: 0.9 * GIB }),
    site.database(
      'legacy-crm',
      { version: 16, storageGiB: 20, deletionProtection: true },
      {
        state: 'storage_full',
        reason: 'Read-only until you grow it.',
        since: secondsAgo(260_000),
        usedBytes: 20 * GIB,
        serverVersion: '16.14',
      },
    ),
  ];
}
