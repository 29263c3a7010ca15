import { once } from 'node:events';
import type { Logger } from 'pino';
import { type Config, ConfigError, readConfig } from './config.ts';
import type { Platform } from './laptop.ts';
import { createLog } from './log.ts';

/** `npm start`: configuration, then the platform, then wait for the signal to stop. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const stop = stopSignal(config);
  const platform = await start(config, log, stop).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  if (!platform) return void process.stdout.write(`${stop.reason}: stopped before it had started.\n`);
  if (!stop.aborted) await once(stop, 'abort');
  process.stdout.write(
    `\n${stop.reason}: stopping ${config.backend === 'cnpg' ? 'the platform; the databases run on' : 'every PostgreSQL cleanly'} …\n`,
  );
  await platform.stop();
  process.stdout.write('Stopped. The data stays; the next start brings it back.\n');
}

/** Each mode loads its own half of the program, and none of the other's. */
async function start(config: Config, log: Logger, stop: AbortSignal): Promise<Platform> {
  if (config.backend === 'cnpg') return (await import('./kubernetes.ts')).startOnKubernetes(config, log, stop);
  return (await import('./laptop.ts')).startLaptop(config, log);
}

const LOOK_FOR_NPM_MS = 250;

/**
 * Aborted with the name of the signal. From the first moment: a container's first process dies of no signal by itself.
 * npm passes on SIGINT and SIGTERM alone, so its end by anything else is noticed by looking: it was our parent.
 */
function stopSignal({ startedByNpm }: Config): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort(name));
  const npm = process.ppid;
  if (startedByNpm) setInterval(() => process.ppid !== npm && stop.abort('npm has ended'), LOOK_FOR_NPM_MS).unref();
  return stop.signal;
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
