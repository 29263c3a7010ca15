import { ConfigError, readConfig } from './config.ts';
import { startOnKubernetes } from './kubernetes.ts';
import { startLaptop } from './laptop.ts';
import { createLog } from './log.ts';

/** `npm start`: configuration, then the platform, then wait for the signal to stop. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const platform = config.backend === 'cnpg' ? await startOnKubernetes(config, log) : await startLaptop(config, log);
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, resolve);
  });
  process.stdout.write(
    `\n${signal}: stopping ${config.backend === 'cnpg' ? 'the platform; the databases run on' : 'every PostgreSQL cleanly'} …\n`,
  );
  await platform.stop();
  process.stdout.write('Stopped. The data stays; the next start brings it back.\n');
}

/** Faults of the operator get their sentence; faults of ours get their stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof ConfigError || error.constructor === Error ? error.message : (error.stack ?? error.message);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
}
