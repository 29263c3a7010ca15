/** What the loop of a database can do next. */
export type Step =
  /** The programs of its PostgreSQL version. */
  | { readonly do: 'install' }
  | { readonly do: 'nothing' | 'initialise' | 'provision' | 'prepare' | 'open-access' | 'make-slots' | 'add-instance' | 'tidy' | 'destroy' }
  /** Nothing to do but to look again soon. */
  | { readonly do: 'wait'; readonly why: string }
  /** Nothing can be done without a person. */
  | { readonly do: 'give-up'; readonly why: string }
  | { readonly do: 'elect'; readonly candidates: readonly number[] }
  | { readonly do: 'synchronise'; readonly members: readonly number[] }
  | { readonly do: InstanceStep; readonly instance: number };

export type InstanceStep = 'start' | 'stop' | 'fence' | 'promote' | 'clone' | 'reconfigure' | 'restart' | 'drop-instance';

/** A step that is being carried out. */
export interface RunningStep {
  readonly step: Step;
  /** For how long, in milliseconds. */
  readonly forMs: number;
}

/** What a step works on: one instance, what all instances share, or this machine. */
export function subjectOf(step: Step): string {
  if ('instance' in step) return `instance ${step.instance}`;
  return step.do === 'install' ? 'machine' : 'database';
}
