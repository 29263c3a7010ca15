import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from './platform-process.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const DEFAULT_URL = 'http://127.0.0.1:8080';

/** A platform to show things on. */
export interface ShownPlatform {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Lets the owner of the data folder in while others guess. */
  readonly deviceToken?: string;
  /** Where its data lies, if that is on this machine: there the demo finds the processes to kill. */
  readonly dataDir: string | undefined;
  /** Stops it if the demo started it. */
  stop(): Promise<void>;
}

export interface Wish {
  readonly url: string | undefined;
  readonly user: string;
  readonly password: string | undefined;
  readonly dataDir: string | undefined;
}

/** The platform that was asked for, else the one that runs here, else one of its own. */
export async function findPlatform({ url, user, password, dataDir }: Wish): Promise<ShownPlatform> {
  if (!url && !(await isRunning(DEFAULT_URL))) return startOne();
  const folder = dataDir ?? (url ? undefined : join(REPOSITORY, '.data'));
  const known =
    password ??
    process.env.PAAS_ADMIN_PASSWORD ??
    (folder && (await readFile(join(folder, 'admin-password'), 'utf8').catch(() => undefined)));
  if (!known) throw new Error(`Give the password of "${user}" with --password, or the data folder with --data.`);
  const deviceToken = folder && user === 'admin' ? await readFile(join(folder, 'admin-device'), 'utf8').catch(() => undefined) : undefined;
  return {
    ...{ url: url ?? DEFAULT_URL, user, password: known.trim(), dataDir: folder, stop: async () => undefined },
    ...(deviceToken && { deviceToken: deviceToken.trim() }),
  };
}

const isRunning = (url: string) =>
  fetch(`${url}/livez`).then(
    ({ ok }) => ok,
    () => false,
  );

async function startOne(): Promise<ShownPlatform> {
  const parent = await mkdtemp(join(tmpdir(), 'postgres-paas-demo-'));
  await chmod(parent, 0o711);
  const [dataDir, password] = [join(parent, 'data'), randomBytes(18).toString('base64url')];
  const { url, stop } = startPlatform({
    env: { ...process.env, PAAS_DATA_DIR: dataDir, PAAS_PORT: '0', PAAS_ADMIN_PASSWORD: password, PAAS_LOG_LEVEL: 'error' },
  });
  return {
    ...{ url: await url, user: 'admin', password, dataDir },
    async stop() {
      await stop();
      await rm(parent, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
