import type { DatabaseView } from '../platform/wire.ts';

export type State = DatabaseView['status']['state'];
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'calm';

/** What a state means for a person: all well, being worked on, to be watched, to be acted on, at rest. */
export const TONES: Readonly<Record<State, Tone>> = {
  available: 'good',
  creating: 'busy',
  updating: 'busy',
  upgrading: 'busy',
  restoring: 'busy',
  failing_over: 'busy',
  deleting: 'busy',
  degraded: 'warn',
  unknown: 'warn',
  storage_full: 'bad',
  failed: 'bad',
  hibernated: 'calm',
};
