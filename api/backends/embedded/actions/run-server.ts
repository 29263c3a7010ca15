import type { DatabaseContext } from '../context.ts';
import { isFree } from '../port-choice.ts';
import { findPostmaster, killPostmaster, startPostmaster, stopPostmaster } from '../postgres/postmaster.ts';
import { waitFor } from '../postgres/wait.ts';
import { writeConfiguration } from './configure.ts';

/** Starts a server as what its files say it is, with the settings it should have. */
export async function startServer(context: DatabaseContext, ordinal: number): Promise<void> {
  const memory = context.memory(ordinal);
  try {
    if (!(await findPostmaster(context.instance(ordinal).server))) await leaveTakenPort(context, ordinal);
    await writeConfiguration(context, ordinal);
    await startPostmaster(context.instance(ordinal).server);
  } catch (error) {
    memory.failedStarts++;
    throw error;
  }
}

/** Nobody but us knows the port of a server, so it moves when another program has taken it. */
async function leaveTakenPort(context: DatabaseContext, ordinal: number): Promise<void> {
  const { site } = context;
  const taken = context.portOf(ordinal);
  if (await isFree(taken)) return;
  context.record = await context.decisions.moved(ordinal, await site.ports.take());
  site.log.warn({ instance: context.name(ordinal), port: taken }, 'the port of an instance was taken by another program; it has moved');
}

/** Kills a server with all its sessions; afterwards nothing of it can write. */
export async function fence(context: DatabaseContext, ordinal: number): Promise<void> {
  const instance = context.instance(ordinal);
  instance.release();
  await killPostmaster(instance.server);
}

/** Stops and starts a server, so that settings that wait for it come into force. */
export async function restart(context: DatabaseContext, ordinal: number): Promise<void> {
  const instance = context.instance(ordinal);
  if (ordinal !== context.record.primary) await catchUp(context, ordinal);
  instance.release();
  await stopPostmaster(instance.server);
  await startServer(context, ordinal);
}

/**
 * A replica may start with lower settings only when it has replayed that its primary runs with them.
 * One that does not get there in time is restarted all the same, and copied anew if it then refuses.
 */
async function catchUp(context: DatabaseContext, ordinal: number): Promise<void> {
  const [row] = await context.instance(context.record.primary).query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn');
  const replica = context.instance(ordinal);
  const hasReplayed = async () => {
    const [seen] = await replica.query<{ done: boolean }>('SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS done', [row?.lsn]);
    return seen?.done === true;
  };
  await waitFor(hasReplayed, { timeoutMs: 5000, what: 'a replica to catch up', everyMs: 20 }).catch(() => undefined);
}
