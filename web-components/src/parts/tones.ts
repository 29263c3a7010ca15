import type { DatabaseView } from '../platform/wire.ts';

export type State = DatabaseView['status']['state'];
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'calm';

/** What a state means for a person: to be acted on, to be watched, being worked on, at rest, all well. In the order of `sort=status`. */
export const TONES: Readonly<Record<State, Tone>> = {
  failed: 'bad',
  storage_full: 'bad',
  degraded: 'warn',
  unknown: 'warn',
  failing_over: 'busy',
  creating: 'busy',
  updating: 'busy',
  upgrading: 'busy',
  restoring: 'busy',
  deleting: 'busy',
  hibernated: 'calm',
  available: 'good',
};

/** The states that need a person; a value of the status filter. */
export const ATTENTION = 'failed,storage_full,degraded,unknown';
