import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlatformProcess, startPlatform } from '../../scripts/demo/platform-process.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

/** A copy of the tree as it is now, as `git clone` would give it: nothing is installed or built. */
export async function freshClone(): Promise<string> {
  const clone = await mkdtemp(join(tmpdir(), 'postgres-paas-clone-'));
  await chmod(clone, 0o711); // whoever runs PostgreSQL has to get in
  const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: REPOSITORY, encoding: 'utf8' });
  for (const file of list.split('\0').filter((name) => name !== '' && existsSync(join(REPOSITORY, name)))) {
    await cp(join(REPOSITORY, file), join(clone, file), { recursive: true });
  }
  return clone;
}

/** `npm start` there, with the packages that npm has kept of earlier installs. */
export function npmStart(clone: string, adminPassword: string): PlatformProcess {
  const { HOME, npm_config_cache, npm_config_registry } = process.env;
  const env = { HOME, npm_config_cache, npm_config_registry, PAAS_ADMIN_PASSWORD: adminPassword, PAAS_LOG_LEVEL: 'warn' };
  return startPlatform({ npm: true, repository: clone, env });
}
