import { type DatabaseRecord, instanceName } from './model.ts';
import type { Step } from './step.ts';

/** Why a database whose programs are still missing has to wait. */
export const installing = (version: number): string => `PostgreSQL ${version} is being installed on this machine.`;

export const NEW_PASSWORD = 'The role "app" gets a new password, and whatever keeps it out is taken back.';

/** What is going on, for whoever waits. */
export function sentenceFor(step: Step, record: DatabaseRecord): string | null {
  const name = 'instance' in step ? instanceName(record, step.instance) : '';
  switch (step.do) {
    case 'nothing':
    case 'tidy':
    case 'prepare':
      return null;
    case 'wait':
    case 'give-up':
      return step.why;
    case 'install':
      return installing(record.spec.version);
    case 'initialise':
    case 'provision':
      return 'Its first server is being made.';
    case 'open-access':
      return NEW_PASSWORD;
    case 'add-instance':
      return 'A replica is being added.';
    case 'clone':
      return `${name} is being copied from the primary.`;
    case 'start':
    case 'restart':
      return `${name} is being started.`;
    case 'fence':
      return `${name} does not answer and is being stopped.`;
    case 'stop':
      return `${name} was told to stop from outside of the platform; it is being stopped and started again.`;
    case 'drop-instance':
      return `${name} is being removed.`;
    case 'synchronise':
      return 'The replicas that commits wait for are changing.';
    default:
      return 'New settings are being applied.';
  }
}

/** Errors of ours are sentences; those of the system are made part of one. */
export function failureOf(step: Step, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /\.$/.test(message) ? message : `The step "${step.do}" failed and will be tried again: ${message}.`;
}
