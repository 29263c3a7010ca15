import { cloneReplica } from './actions/clone-replica.ts';
import { reconfigure } from './actions/configure.ts';
import { initialise } from './actions/init-primary.ts';
import { elect, promote } from './actions/promote.ts';
import { provision } from './actions/provision.ts';
import { destroy, dropInstance, tidy } from './actions/remove.ts';
import { makeSlots, synchronise } from './actions/replication.ts';
import { fence, restart, startServer } from './actions/run-server.ts';
import type { DatabaseContext } from './context.ts';
import type { InstanceStep, Step } from './decide.ts';

const ON_INSTANCE: Readonly<Record<InstanceStep, (context: DatabaseContext, ordinal: number) => Promise<void>>> = {
  start: startServer,
  fence,
  promote,
  clone: (context, ordinal) => context.site.heavy(() => cloneReplica(context, ordinal)),
  reconfigure: (context, ordinal) => reconfigure(context, ordinal),
  restart,
  'drop-instance': dropInstance,
};

/** Takes one step. Each may be repeated after a crash in its middle. @throws with a sentence that tells why it failed */
export async function perform(context: DatabaseContext, step: Step): Promise<void> {
  switch (step.do) {
    case 'nothing':
    case 'wait':
    case 'give-up':
      return;
    case 'initialise':
      return context.site.heavy(() => initialise(context));
    case 'provision':
      return provision(context);
    case 'elect':
      return elect(context, step.candidates);
    case 'synchronise':
      return synchronise(context, step.members);
    case 'make-slots':
      return makeSlots(context);
    case 'add-instance':
      return addInstance(context);
    case 'tidy':
      return tidy(context);
    case 'destroy':
      return destroy(context);
    default:
      return ON_INSTANCE[step.do](context, step.instance);
  }
}

async function addInstance(context: DatabaseContext): Promise<void> {
  context.record = await context.decisions.added(await context.site.ports.take());
}
