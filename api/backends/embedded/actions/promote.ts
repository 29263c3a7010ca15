import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DatabaseContext } from '../context.ts';
import { StepCancelled } from '../jobs.ts';
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

/** Makes the designated primary take writes. */
export async function promote(context: DatabaseContext, ordinal: number, signal: AbortSignal): Promise<void> {
  const [row] = await context.instance(ordinal).run<{ done: boolean }>(signal, 'SELECT pg_promote(true, 60) AS done');
  if (!row?.done) throw new Error(`${context.name(ordinal)} did not become a primary within 60 s.`);
  await reconfigure(context, ordinal, { signal });
}
