/** What OpenStack itself, and the states, have to say before and after a deploy: what a plan cannot show. */
import { z } from 'zod';
import { type Ownership, ownership } from '../../constructs/ownership.ts';
import { readConfig } from '../../stacks/config.ts';
import { withCloud } from './clouds.ts';
import { findLeftovers, type Leftover } from './leftovers.ts';
import { type OpenstackApi, openstackApi } from './openstack-api.ts';
import type { Terraform } from './program.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const Resource = z.looseObject({
  address: z.string(),
  type: z.string(),
  mode: z.string().default('managed'),
  values: z.looseObject({ id: z.string().nullish() }).default({}),
});
const State = z.object({ values: z.object({ root_module: z.object({ resources: z.array(Resource).default([]) }) }).optional() });

/** Whose the platform is that the variables describe. */
export function ownerOf(environment: Environment): Ownership {
  const { NAME_PREFIX, ENVIRONMENT } = readConfig(environment);
  return ownership({ prefix: NAME_PREFIX, environment: ENVIRONMENT });
}

/** What Terraform did counts; that a question beside it got no answer is told, and no reason to fail. */
export async function askOpenstack<T>(environment: Environment, question: (api: OpenstackApi) => Promise<T>): Promise<T | undefined> {
  try {
    return await question(await openstackApi(withCloud(environment)));
  } catch (error) {
    console.error(`  OpenStack could not be asked: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Ids of everything in the state of the stack in `folder`. */
export function idsInState(terraform: Terraform, folder: string): Set<string> {
  const { values } = State.parse(JSON.parse(terraform.ask(folder, ['show', '-json'])));
  return new Set(values?.root_module.resources.flatMap((resource) => resource.values.id ?? []) ?? []);
}

/** What is in no state, see `Leftover`; undefined when OpenStack could not be asked. */
export function leftoversOf(environment: Environment, known: ReadonlySet<string>): Promise<Leftover[] | undefined> {
  return askOpenstack(environment, (api) => findLeftovers(api, ownerOf(environment), known));
}

export function describeLeftovers(leftovers: readonly Leftover[]): string {
  const lines = leftovers.map(({ kind, name, command }) => `    ${kind} ${name}: ${command}`);
  return [
    `  ${leftovers.length} things in this project carry the names of this platform and are in no state that is known here:`,
    ...lines,
    '  Made by a run that was killed? "npm run destroy -- --leftovers" removes exactly these, data volumes included.',
    '  Made by somebody else? Use their state (STATE_BACKEND), or another ENVIRONMENT or NAME_PREFIX.',
  ].join('\n');
}

const Plan = z.object({
  prior_state: State.optional(),
  configuration: z.object({
    root_module: z.object({
      resources: z.array(z.looseObject({ address: z.string(), type: z.string(), expressions: z.looseObject({}).default({}) })).default([]),
    }),
  }),
  resource_changes: z
    .array(
      z.looseObject({
        address: z.string(),
        type: z.string(),
        change: z.looseObject({ actions: z.array(z.string()), before: z.looseObject({}).nullish(), after: z.looseObject({}).nullish() }),
      }),
    )
    .default([]),
});
export type Plan = z.output<typeof Plan>;

export const readPlan = (terraform: Terraform, folder: string): Plan =>
  Plan.parse(JSON.parse(terraform.ask(folder, ['show', '-json', 'plan'])));

const INSTANCE = 'openstack_compute_instance_v2';

/** What plans leave out on purpose, because it would replace every machine at once: a sentence for each machine that differs. */
export function ignoredChanges(plan: Plan): string[] {
  const resources = plan.prior_state?.values?.root_module.resources ?? [];
  const image = resources.find(({ type, mode }) => type === 'openstack_images_image_v2' && mode === 'data')?.values.id;
  return resources
    .filter(({ type }) => type === INSTANCE)
    .flatMap(({ address, values }) => {
      const expressions = plan.configuration.root_module.resources.find((one) => one.address === address)?.expressions;
      const differs = [
        image && imageOf(values) && imageOf(values) !== image && 'another image',
        rootVolumeDiffers(values, expressions) && 'another size of its root volume',
      ].filter((one) => typeof one === 'string');
      return differs.length === 0
        ? []
        : [`${address} was made with ${differs.join(' and ')} and stays as it is. Replace it when it is drained: --replace=${address}`];
    });
}

const Boot = z.looseObject({
  block_device: z.array(z.looseObject({ uuid: z.string().nullish(), volume_size: z.number().nullish() })).nullish(),
});
const Constant = z.object({ constant_value: z.unknown() });

function imageOf(values: Readonly<Record<string, unknown>>): string | undefined {
  const [boot] = Boot.parse(values).block_device ?? [];
  const image = boot?.uuid ?? values.image_id;
  return typeof image === 'string' && image !== '' ? image : undefined;
}

function rootVolumeDiffers(values: Readonly<Record<string, unknown>>, expressions: Readonly<Record<string, unknown>> | undefined): boolean {
  const [wanted] = z.array(z.object({ volume_size: Constant })).safeParse(expressions?.block_device).data ?? [];
  const [has] = Boot.parse(values).block_device ?? [];
  return wanted !== undefined && has?.volume_size != null && has.volume_size !== wanted.volume_size.constant_value;
}

/** Machines that a plan would resize, replace or remove, by address. More than one at a time is an outage. */
export function machinesTouched(plan: Plan): string[] {
  return plan.resource_changes
    .filter(({ type, change }) => type === INSTANCE && (change.actions.includes('delete') || isResize(change)))
    .map(({ address }) => address);
}

/** Data volumes that a plan would remove. Terraform's own `prevent_destroy` ends with the resource: it is silent when a machine is taken out. */
export function dataVolumesRemoved(plan: Plan): string[] {
  return plan.resource_changes
    .filter(({ type, change }) => type === 'openstack_blockstorage_volume_v3' && change.actions.includes('delete'))
    .map(({ address }) => address);
}

const isResize = ({ before, after }: Plan['resource_changes'][number]['change']) =>
  Boolean(before && after && 'flavor_id' in before && 'flavor_id' in after && before.flavor_id !== after.flavor_id);
