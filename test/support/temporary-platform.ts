import type { DatabaseView } from '../../api/contract/database.ts';
import { killPrimary, type PlatformProcess, startPlatform } from '../../scripts/demo/platform-process.ts';
import { type TestPlace, temporaryPlace } from './state-server.ts';

/** The whole platform as a process of its own, on a data folder that is removed at the end. */
export class TemporaryPlatform {
  readonly password = 'a-password-for-this-test-alone';
  readonly #place: TestPlace;
  #process: PlatformProcess | undefined;
  #url = '';

  private constructor(place: TestPlace) {
    this.#place = place;
  }

  static async start(): Promise<TemporaryPlatform> {
    const platform = new TemporaryPlatform(await temporaryPlace());
    await platform.up();
    return platform;
  }

  get url(): string {
    return this.#url;
  }

  get dataDir(): string {
    return this.#place.path;
  }

  /** Starts it (again), at the same address. */
  async up(): Promise<void> {
    const port = URL.parse(this.#url)?.port ?? '0';
    this.#process = startPlatform({
      env: { PAAS_DATA_DIR: this.dataDir, PAAS_PORT: port, PAAS_ADMIN_PASSWORD: this.password, PAAS_LOG_LEVEL: 'error' },
    });
    this.#url = await this.#process.url;
  }

  /** Stops it; databases and data stay. */
  async down(): Promise<void> {
    await this.#process?.stop();
  }

  /** As kill -9 does: nothing of it is ended in order. */
  async kill(): Promise<void> {
    await this.#process?.stop('SIGKILL');
  }

  killPrimary(database: DatabaseView): Promise<void> {
    return killPrimary(this.dataDir, database);
  }

  async remove(): Promise<void> {
    await this.down();
    await this.#place.remove();
  }
}
