import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseContext } from '../context.ts';
import { reconfigure } from './configure.ts';

const SETTLE_MS = 30;
const SETTLE_TIMEOUT_MS = 10_000;

interface Standing {
  readonly ordinal: number;
  readonly position: number;
}

/**
 * Records the replica that is furthest as the new primary. The old one is dead by now, so positions only settle: they are
 * read until two looks agree. All candidates must answer, or there is no telling who is furthest.
 */
export async function elect(context: DatabaseContext, candidates: readonly number[]): Promise<void> {
  const standings = await settled(context, candidates);
  const best = standings.reduce((a, b) => (b.position > a.position ? b : a));
  context.record = await context.decisions.elected(best.ordinal);
  context.site.log.info(
    { database: context.record.name, primary: context.name(best.ordinal), standings },
    'a replica was chosen as the new primary',
  );
}

async function settled(context: DatabaseContext, candidates: readonly number[]): Promise<Standing[]> {
  const deadline = performance.now() + SETTLE_TIMEOUT_MS;
  for (let before = await look(context, candidates); ; ) {
    await pause(SETTLE_MS);
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

/** Makes the designated primary take writes. */
export async function promote(context: DatabaseContext, ordinal: number): Promise<void> {
  const [row] = await context.instance(ordinal).run<{ done: boolean }>('SELECT pg_promote(true, 60) AS done');
  if (!row?.done) throw new Error(`${context.name(ordinal)} did not become a primary within 60 s.`);
  await reconfigure(context, ordinal);
}
