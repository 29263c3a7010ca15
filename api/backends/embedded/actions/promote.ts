import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DatabaseContext } from '../context.ts';
import { SUPERUSER } from '../instance-settings.ts';
import { StepCancelled } from '../jobs.ts';
import type { Session } from '../postgres/session.ts';
import { reconfigure } from './configure.ts';
import { fence } from './run-server.ts';

const SETTLE_MS = 30;
const SETTLE_TIMEOUT_MS = 10_000;

interface Standing {
  readonly ordinal: number;
  readonly position: number;
}

/**
 * Records the replica that is furthest as the new primary. The old one is dead by now, so positions only settle: they are
 * read until two looks agree. All candidates must answer, or it is not known who is furthest.
 */
export async function elect(context: DatabaseContext, candidates: readonly number[], signal: AbortSignal): Promise<void> {
  const { sync } = context.record;
  const standings = await settled(context, candidates, signal);
  const best = standings.reduce((a, b) => (b.position > a.position ? b : a));
  await context.decide(signal, ({ elected }) => {
    // a step that was cancelled for this one may just have written down whom commits wait for
    if (!isDeepStrictEqual(context.record.sync, sync)) throw new StepCancelled('Whom commits wait for has changed.');
    return elected(best.ordinal);
  });
  context.site.log.info(
    { database: context.record.name, primary: context.name(best.ordinal), standings },
    'a replica was chosen as the new primary',
  );
}

async function settled(context: DatabaseContext, candidates: readonly number[], signal: AbortSignal): Promise<Standing[]> {
  const deadline = performance.now() + SETTLE_TIMEOUT_MS;
  for (let before = await look(context, candidates); ; ) {
    await pause(SETTLE_MS, undefined, { signal });
    const now = await look(context, candidates);
    const isSame = now.every(({ position }, index) => position === before[index]?.position);
    if (isSame || performance.now() > deadline) return now;
    before = now;
  }
}

function look(context: DatabaseContext, candidates: readonly number[]): Promise<Standing[]> {
  return Promise.all(
    candidates.map(async (ordinal) => {
      const probe = await context.instance(ordinal).probe();
      if (probe.process !== 'answering')
        throw new Error(`${context.name(ordinal)} does not answer, so it is not known which replica is furthest.`);
      return { ordinal, position: probe.position };
    }),
  );
}

/** Replaying goes on in a replica that becomes the primary; one that gets no further for this long is started again. */
const STALLED_MS = 5000;
/** A reader may hold the replay up for as long as `max_standby_streaming_delay`; nobody who writes waits that long. */
const READERS_MS = 200;

/**
 * Makes the designated primary take writes. It first replays all it has received: readers that hold this up are ended.
 * @throws when it gets no further; it has then been stopped, and is started again with everything it has
 */
export async function promote(context: DatabaseContext, ordinal: number, signal: AbortSignal): Promise<void> {
  const session = await context.instance(ordinal).connect(signal);
  try {
    await session.query('SELECT pg_promote(false)');
    await untilPromoted(session, signal);
  } catch (error) {
    if (error instanceof Stalled) await fence(context, ordinal);
    throw error instanceof Stalled ? new Error(`${context.name(ordinal)} did not become the primary and is started again.`) : error;
  } finally {
    await session.end().catch(() => undefined);
  }
  await reconfigure(context, ordinal, { signal });
}

class Stalled extends Error {}

async function untilPromoted(session: Session, signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  let last = { replayed: '', at: begun };
  for (;;) {
    const { rows } = await session.query<{ recovering: boolean; replayed: string }>(
      `SELECT pg_is_in_recovery() AS recovering, coalesce(pg_last_wal_replay_lsn()::text, '') AS replayed`,
    );
    const [row] = rows;
    if (row?.recovering === false) return;
    const now = performance.now();
    if (row && row.replayed !== last.replayed) last = { replayed: row.replayed, at: now };
    if (now - last.at > STALLED_MS) throw new Stalled();
    if (now - begun > READERS_MS) await endReaders(session);
    await pause(PROMOTION_LOOK_MS, undefined, { signal });
  }
}

const PROMOTION_LOOK_MS = 10;

/** Only sessions in a transaction keep what replaying has to remove or lock. */
const endReaders = (session: Session) =>
  session.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND usename <> $1`,
    [SUPERUSER],
  );
