import { setTimeout as delay } from 'node:timers/promises';
import type { AuditIntent } from '../domain/audit.ts';
import { DomainError, type TooManyLogins } from '../domain/errors.ts';
import type { Journal } from '../domain/ports.ts';

const PAUSE_MS = 60_000;

interface Tally {
  /** The last of them. */
  readonly intent: AuditIntent;
  readonly refusal: TooManyLogins;
  /** Since the last entry. */
  readonly count: number;
}

export type RefusedLogins = ReturnType<typeof refusedLogins>;

/**
 * Records in the audit log the logins that were refused without being tried: the first of each limit at once, those after it
 * in one entry a minute that says how many. Whoever guesses passwords is seen, and cannot flood the log.
 */
export function refusedLogins(journal: Journal) {
  const tallies = new Map<string, Tally>();

  async function recordCounts(): Promise<void> {
    for (const [limit, { intent, refusal, count }] of [...tallies]) {
      if (count === 0) tallies.delete(limit);
      else {
        tallies.set(limit, { intent, refusal, count: 0 });
        await record(journal, intent, `${count} more were refused since the entry before, the last with: ${refusal.message}`);
      }
    }
  }

  return {
    /** Returns when it is recorded or counted. */
    async note(intent: AuditIntent, refusal: TooManyLogins): Promise<void> {
      const known = tallies.get(refusal.limit);
      tallies.set(refusal.limit, { intent, refusal, count: known ? known.count + 1 : 0 });
      if (!known) await record(journal, intent, refusal.message);
    },
    /** Records the counts every minute, and when `signal` ends it. */
    async run(signal: AbortSignal, pauseMs = PAUSE_MS): Promise<void> {
      while (!signal.aborted) {
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
        await recordCounts();
      }
    },
  };
}

/** The refusal is thrown to the caller by whoever noted it; that it could not be recorded is reported by the journal. */
async function record(journal: Journal, intent: AuditIntent, reason: string): Promise<void> {
  const refuse = () => Promise.reject(new DomainError('too_many_requests', reason));
  await journal.record(intent, refuse).catch(() => undefined);
}
