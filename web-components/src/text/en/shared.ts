import type { DatabaseView } from '../../platform/wire.ts';

type State = DatabaseView['status']['state'];

export const shared = {
  states: {
    creating: 'creating',
    available: 'available',
    updating: 'updating',
    upgrading: 'upgrading',
    restoring: 'restoring',
    failing_over: 'failing over',
    degraded: 'degraded',
    storage_full: 'storage full',
    hibernated: 'hibernated',
    deleting: 'deleting',
    failed: 'failed',
    unknown: 'unknown',
  } satisfies Record<State, string>,
  roles: { primary: 'primary', replica: 'replica' },
  missing: 'missing',
  ready: (ready: number, wanted: number) => `${ready} of ${wanted} instances ready`,
  usedOf: (used: string, all: number) => `${used} of ${all} GiB`,
  now: 'now',
  noInterruption: 'No interruption.',
  interruption: (seconds: number) => `About ${seconds} s without writes.`,
  tryAgain: 'Try again',
  offline: 'No connection to the API. This page keeps trying.',
  noAnswer: 'The API did not answer. Try again: nothing is done twice.',
  broken: 'This part of the page has failed.',
  reloadPage: 'Reload the page',
  failed: 'This has failed.',
  loginNeeded: 'Log in to see this.',
  cancel: 'Cancel',
  loading: 'Loading …',
  live: 'live',
  reconnecting: 'reconnecting',
};
