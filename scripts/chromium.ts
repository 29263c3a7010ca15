/** Finds the Chromium that the browser tests drive, and installs Debian's when there is none and it may. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of the browser; undefined when there is none. `PAAS_TEST_CHROMIUM` names another. */
export const findChromium = (): string | undefined =>
  [process.env.PAAS_TEST_CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

/** A sentence when there is no Chromium and none could be installed. */
function install(): string | undefined {
  if (findChromium()) return undefined;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return 'No Chromium here, and no right to install one: browser tests will be skipped.';
  console.log('Installing Chromium for the browser tests (once) …');
  const done = apt('update') === 0 && apt('install', '-y', '--no-install-recommends', 'chromium') === 0;
  return done ? undefined : 'Chromium could not be installed: browser tests will be skipped.';
}

function apt(...args: string[]): number | null {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help)
    console.log('usage: node scripts/chromium.ts\nInstalls Chromium from Debian when there is none, for the browser tests. Needs root.');
  else console.log(install() ?? `Browser tests run in ${findChromium()}.`);
}
