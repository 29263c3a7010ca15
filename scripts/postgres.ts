/**
 * `npm run postgres -- 17 16`: installs further PostgreSQL versions for laptop mode, which otherwise come when a database
 * first asks for one. For machines that will have no network then.
 */
import { parseArgs } from 'node:util';
import { findBinaries, inspectInstalled, ON_DEMAND } from '../api/backends/embedded/postgres/binaries.ts';
import { installableMajors, installVersion } from '../api/backends/embedded/postgres/install-version.ts';
import { readConfig } from '../api/config.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean' }, all: { type: 'boolean' } } });
const source = { folder: ON_DEMAND, npm: readConfig({ npm_execpath: process.env.npm_execpath }).npm };
const installable = await installableMajors(source);

if (values.help) {
  console.log(
    'usage: npm run postgres [-- 17 …|--all]\nInstalls these PostgreSQL versions for laptop mode; without any, lists what is there.',
  );
} else {
  try {
    await installAll(values.all ? installable : positionals.map(Number));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function installAll(majors: readonly number[]): Promise<void> {
  const installed = await findBinaries();
  if (majors.length === 0) return listVersions([...installed.keys()]);
  const unknown = positionals.filter((text) => !installable.includes(Number(text)) && !installed.has(Number(text)));
  if (unknown.length > 0)
    throw new Error(`PostgreSQL ${unknown.join(', ')} cannot be installed here. Possible: ${installable.join(', ')}.`);
  for (const major of majors.filter((wanted) => installable.includes(wanted))) {
    const { version } = await inspectInstalled(await installVersion(source, major), major);
    if (!values.all) console.log(`PostgreSQL ${version} is installed.`);
  }
}

function listVersions(installed: readonly number[]): void {
  const missing = installable.filter((major) => !installed.includes(major));
  console.log(`PostgreSQL ${installed.join(', ')} installed${missing.length > 0 ? `; possible: ${missing.join(', ')}` : ''}.`);
}
