import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flavour } from '../../../domain/database.ts';
import type { DatabaseContext } from '../context.ts';
import { type Floor, highest, loweredBelow } from '../instance-settings.ts';
import { readControlFile } from '../postgres/control-file.ts';
import { killPostmaster, launchPostmaster } from '../postgres/postmaster.ts';
import { stopPostmaster } from '../postgres/stop.ts';
import { waitFor } from '../postgres/wait.ts';
import { writeConfiguration } from './configure.ts';

/** How long a server may take to stop before it is killed: the larger, the more it may have to write. Milliseconds. */
export const STOP_TIMEOUT_MS: Readonly<Record<Flavour, number>> = { small: 3000, medium: 5000, large: 10_000 };

/**
 * Starts a server as what its files say it is, with the settings it should have, and does not wait until it takes
 * connections: the loop sees that, and meanwhile decides what is to be done about everything else.
 */
export async function startServer(context: DatabaseContext, ordinal: number, signal: AbortSignal): Promise<void> {
  try {
    await writeConfiguration(context, ordinal, { floor: await floorOfFiles(context, ordinal) });
    signal.throwIfAborted();
    const launched = context.launched(ordinal);
    await launchPostmaster(context.instance(ordinal).server, launched);
  } catch (error) {
    if (!signal.aborted) context.memory(ordinal).failedStarts++;
    throw error;
  }
}

/**
 * What PostgreSQL itself compares with before it starts on these files: a standby what its primary had when it was last heard,
 * a primary whether prepared transactions find their places and locks again.
 */
async function floorOfFiles(context: DatabaseContext, ordinal: number): Promise<Floor> {
  const { files, server } = context.instance(ordinal);
  const found = await readControlFile(server.folder);
  if (!found) return {};
  if (files === 'standby') return found.settings;
  if (!found.isShutDown) return found.settings.max_prepared_transactions === '0' ? {} : found.settings;
  const prepared = await readdir(join(server.folder, 'pg_twophase')).catch(() => []);
  return prepared.length === 0 ? {} : found.settings;
}

/** Kills a server with all its sessions; afterwards nothing of it can write. */
export async function fence(context: DatabaseContext, ordinal: number): Promise<void> {
  const instance = context.instance(ordinal);
  context.expectEnd(ordinal);
  instance.release();
  await killPostmaster(instance.server);
}

/** Ends a server that somebody told to stop and that does not get there: meanwhile it lets nobody in. */
export async function stop(context: DatabaseContext, ordinal: number, signal: AbortSignal): Promise<void> {
  const instance = context.instance(ordinal);
  context.expectEnd(ordinal);
  instance.release();
  await stopPostmaster(instance.server, { timeoutMs: STOP_TIMEOUT_MS[context.record.spec.flavour], signal });
}

/** Stops and starts a server, because settings wait for it or somebody asked. If it is not written down, it is done again. */
export async function restart(context: DatabaseContext, ordinal: number, signal: AbortSignal): Promise<void> {
  const isPrimary = ordinal === context.record.primary;
  if (isPrimary) await checkpoint(context, signal);
  else await catchUp(context, ordinal, signal);
  await stop(context, ordinal, signal);
  await startServer(context, ordinal, signal);
  if (context.record.restartPending.includes(ordinal)) await context.decide(signal, ({ restarted }) => restarted(ordinal));
}

/** What is written now need not be written while nobody is served, nor read again should the server have to be killed. */
async function checkpoint(context: DatabaseContext, signal: AbortSignal): Promise<void> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(CHECKPOINT_TIMEOUT_MS)]);
  await context
    .instance(context.record.primary)
    .run(inTime, 'CHECKPOINT')
    .catch(() => undefined);
  signal.throwIfAborted();
}

const CHECKPOINT_TIMEOUT_MS = 30_000;

/**
 * A replica may start with lower settings only when it has replayed that its primary runs with them. One whose replay a
 * reader holds up is restarted all the same, which ends the reader, with what it has; and once more later.
 * @throws when it is merely behind: a restart would have it begin again at its last checkpoint
 */
async function catchUp(context: DatabaseContext, ordinal: number, signal: AbortSignal): Promise<void> {
  const seen = await readControlFile(context.instance(ordinal).server.folder);
  if (seen && loweredBelow(highest(seen.settings, context.floor), context.record.spec).length === 0) return;
  const [target] = await context.instance(context.record.primary).run<{ lsn: string }>(signal, 'SELECT pg_current_wal_lsn() AS lsn');
  const look = async (): Promise<Replay> => {
    const [found] = await context.instance(ordinal).run<Replay>(signal, REPLAY, [target?.lsn]);
    return found ?? { done: false, position: '' };
  };
  const before = await look();
  let now = before;
  const hasReplayed = async () => {
    now = await look();
    return now.done;
  };
  await waitFor(hasReplayed, { timeoutMs: CATCH_UP_MS, what: 'a replica to catch up', everyMs: 20, signal }).catch(() => undefined);
  signal.throwIfAborted();
  if (isBehind(before, now))
    throw new Error(`${context.name(ordinal)} is behind its primary and gets its lower settings when it has caught up.`);
}

/** Not there yet, and on the way. */
const isBehind = (before: Replay, now: Replay): boolean => !now.done && now.position !== before.position;

interface Replay {
  readonly done: boolean;
  readonly position: string;
}

const CATCH_UP_MS = 5000;

const REPLAY = `
  SELECT coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false) AS done, coalesce(pg_last_wal_replay_lsn()::text, '') AS position`;
