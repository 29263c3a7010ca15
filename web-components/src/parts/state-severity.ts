import type { DatabaseView } from '../platform/wire.ts';

export type State = DatabaseView['status']['state'];
export type Severity = 'good' | 'busy' | 'warn' | 'bad' | 'neutral';

/** The severity of each state, for its colour. In the order of `sort=status`. */
export const SEVERITIES: Readonly<Record<State, Severity>> = {
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
  hibernated: 'neutral',
  available: 'good',
};

/** The states that need a person; a value of the status filter. */
export const ATTENTION = 'failed,storage_full,degraded,unknown';
