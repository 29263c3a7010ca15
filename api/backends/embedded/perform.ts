import { cloneReplica } from './actions/clone-replica.ts';
import { reconfigure } from './actions/configure.ts';
import { initialise } from './actions/init-primary.ts';
import { openAccess } from './actions/open-access.ts';
import { prepare } from './actions/prepare.ts';
import { elect, promote } from './actions/promote.ts';
import { provision } from './actions/provision.ts';
import { destroy, dropInstance, tidy } from './actions/remove.ts';
import { makeSlots, synchronise } from './actions/replication.ts';
import { fence, restart, startServer, stop } from './actions/run-server.ts';
import type { DatabaseContext } from './context.ts';
import type { InstanceStep, Step } from './step.ts';

type OnInstance = (context: DatabaseContext, ordinal: number, signal: AbortSignal) => Promise<void>;

const ON_INSTANCE: Readonly<Record<InstanceStep, OnInstance>> = {
  start: startServer,
  fence,
  stop,
  promote,
  clone: (context, ordinal, signal) => context.site.heavy(() => cloneReplica(context, ordinal, signal), signal),
  reconfigure: (context, ordinal, signal) => reconfigure(context, ordinal, { signal }),
  restart,
  'drop-instance': dropInstance,
};

/** After which a step that has not ended is given up and tried again. A copy has a limit of its own: see clone-replica.ts. */
const DEADLINE_MS: Readonly<Partial<Record<Step['do'], number>>> = {
  clone: 24 * 3600_000,
  install: 900_000,
  destroy: 600_000,
  promote: 70_000,
  restart: 60_000,
  stop: 60_000,
};
const USUAL_DEADLINE_MS = 30_000;

export const deadlineOf = (step: Step): number => DEADLINE_MS[step.do] ?? USUAL_DEADLINE_MS;

/**
 * Takes one step. Each may be repeated after a crash in its middle, ends soon after `signal` is aborted, and decides
 * nothing from then on. @throws with a sentence that says why it failed
 */
export async function perform(context: DatabaseContext, step: Step, signal: AbortSignal): Promise<void> {
  switch (step.do) {
    case 'nothing':
    case 'wait':
    case 'give-up':
      return;
    case 'install':
      return context.site.versions.install(context.record.spec.version, signal);
    case 'initialise':
      return context.site.heavy(() => initialise(context, signal), signal);
    case 'provision':
      return provision(context, signal);
    case 'prepare':
      return prepare(context, signal);
    case 'open-access':
      return openAccess(context, signal);
    case 'elect':
      return elect(context, step.candidates, signal);
    case 'synchronise':
      return synchronise(context, step.members, signal);
    case 'make-slots':
      return makeSlots(context, signal);
    case 'add-instance':
      return addInstance(context, signal);
    case 'tidy':
      return tidy(context);
    case 'destroy':
      return destroy(context);
    default:
      return ON_INSTANCE[step.do](context, step.instance, signal);
  }
}

async function addInstance(context: DatabaseContext, signal: AbortSignal): Promise<void> {
  const port = await context.site.ports.take();
  await context.decide(signal, ({ added }) => added(port));
}
