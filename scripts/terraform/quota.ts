import { z } from 'zod';
import type { OpenstackApi } from './openstack-api.ts';
import type { Plan } from './openstack-review.ts';

/** Something that a plan needs more of than the project's quota leaves. */
export interface Shortfall {
  readonly what: string;
  readonly needed: number;
  readonly free: number;
}

const NovaLimits = z.object({
  limits: z.object({
    absolute: z.looseObject({
      maxTotalInstances: z.number(),
      totalInstancesUsed: z.number(),
      maxTotalCores: z.number(),
      totalCoresUsed: z.number(),
      maxTotalRAMSize: z.number(),
      totalRAMUsed: z.number(),
    }),
  }),
});
const CinderLimits = z.object({
  limits: z.object({
    absolute: z.looseObject({
      maxTotalVolumes: z.number(),
      totalVolumesUsed: z.number(),
      maxTotalVolumeGigabytes: z.number(),
      totalGigabytesUsed: z.number(),
    }),
  }),
});
const Flavor = z.object({ flavor: z.object({ vcpus: z.number(), ram: z.number() }) });
const Sizes = z.looseObject({
  flavor_id: z.string().nullish(),
  size: z.number().nullish(),
  block_device: z.array(z.looseObject({ volume_size: z.number().nullish(), destination_type: z.string().nullish() })).nullish(),
});

/** What is to be made. */
export interface Need {
  readonly servers: number;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly volumes: number;
  readonly gibibytes: number;
}

/** Everything of which the plan makes more than the quotas of nova and cinder leave, before the first of it is made. */
export async function quotaShortfalls(api: OpenstackApi, plan: Plan): Promise<Shortfall[]> {
  const made = (type: string) =>
    plan.resource_changes
      .filter((one) => one.type === type && one.change.actions.includes('create') && !one.change.actions.includes('delete'))
      .map(({ change }) => Sizes.parse(change.after ?? {}));
  const [instances, volumes] = [made('openstack_compute_instance_v2'), made('openstack_blockstorage_volume_v3')];
  if (instances.length + volumes.length === 0) return [];
  const flavors = await Promise.all(instances.map(({ flavor_id }) => flavorOf(api, flavor_id)));
  const roots = instances.flatMap(({ block_device }) => block_device ?? []).filter(({ destination_type }) => destination_type === 'volume');
  return shortfallsOf(api, {
    servers: instances.length,
    cpus: sum(flavors.map(({ vcpus }) => vcpus)),
    memoryMiB: sum(flavors.map(({ ram }) => ram)),
    volumes: volumes.length + roots.length,
    gibibytes: sum([...volumes.map(({ size }) => size ?? 0), ...roots.map(({ volume_size }) => volume_size ?? 0)]),
  });
}

/** Everything of which more is needed than the quotas of nova and cinder leave. */
export async function shortfallsOf(api: OpenstackApi, need: Need): Promise<Shortfall[]> {
  const [nova, cinder] = await Promise.all([api.get('compute', '/limits'), api.get('volumev3', '/limits')]);
  const { absolute: compute } = NovaLimits.parse(nova).limits;
  const { absolute: storage } = CinderLimits.parse(cinder).limits;
  return [
    shortfall('servers', need.servers, compute.maxTotalInstances, compute.totalInstancesUsed),
    shortfall('CPUs', need.cpus, compute.maxTotalCores, compute.totalCoresUsed),
    shortfall('MiB of memory', need.memoryMiB, compute.maxTotalRAMSize, compute.totalRAMUsed),
    shortfall('volumes', need.volumes, storage.maxTotalVolumes, storage.totalVolumesUsed),
    shortfall('GiB of volumes', need.gibibytes, storage.maxTotalVolumeGigabytes, storage.totalGigabytesUsed),
  ].filter((one) => one !== undefined);
}

/** A line for each, and what to do. */
export function describeShortfalls(shortfalls: readonly Shortfall[]): string {
  const lines = shortfalls.map(({ what, needed, free }) => `    ${what}: ${needed} are needed, ${free} are left`);
  return [
    '  The quota of this project is too small for this plan; nothing was made:',
    ...lines,
    '  Ask for more, or make the platform smaller (NODE_COUNT, FLAVOR_NAME, DATA_VOLUME_GIB).',
  ].join('\n');
}

async function flavorOf(api: OpenstackApi, id: string | null | undefined) {
  if (!id) return { vcpus: 0, ram: 0 };
  return Flavor.parse(await api.get('compute', `/flavors/${id}`)).flavor;
}

/** -1 is how OpenStack writes "without limit". */
// biome-ignore lint/complexity/useMaxParams: one row of a table
function shortfall(what: string, needed: number, most: number, used: number): Shortfall | undefined {
  return most >= 0 && used + needed > most ? { what, needed, free: Math.max(0, most - used) } : undefined;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
