import { z } from 'zod';
import type { OpenstackConfig } from '../../stacks/config.ts';
import type { OpenstackApi } from './openstack-api.ts';
import { shortfallsOf } from './quota.ts';

/** Something that a deploy would fail of, and what to do. */
export interface Finding {
  readonly what: string;
  readonly todo: string;
}

const Images = z.object({
  images: z.array(z.looseObject({ name: z.string(), status: z.string(), min_disk: z.number().default(0), min_ram: z.number().default(0) })),
});
const Flavors = z.object({ flavors: z.array(z.looseObject({ name: z.string(), vcpus: z.number(), ram: z.number(), disk: z.number() })) });
type Flavor = z.output<typeof Flavors>['flavors'][number];
const Networks = z.object({ networks: z.array(z.looseObject({ name: z.string(), 'router:external': z.boolean().optional() })) });

/** What `kubeadm init` refuses to work with less than: two CPUs, 1,700 MiB. */
const KUBEADM = { cpus: 2, memoryMiB: 1700 };
/** Tokens and certificates are refused beyond this; the bound of NTP's own panic is higher. */
const MOST_SKEW_MS = 60_000;

/** Everything that stands in the way of a platform made from nothing, by OpenStack's own answers. */
export async function examine(api: OpenstackApi, config: OpenstackConfig): Promise<Finding[]> {
  const [images, flavors, networks] = await Promise.all([
    api.get('image', `/images?name=${encodeURIComponent(config.IMAGE_NAME)}`).then((answer) => Images.parse(answer).images),
    api.get('compute', '/flavors/detail').then((answer) => Flavors.parse(answer).flavors),
    api.get('network', '/networks?router:external=true').then((answer) => Networks.parse(answer).networks),
  ]);
  const flavor = flavors.find(({ name }) => name === config.FLAVOR_NAME);
  return [
    ...clock(api.skewMs),
    ...imageFindings(images, config),
    ...(flavor ? flavorFindings(flavor, config) : [missing('FLAVOR_NAME', config.FLAVOR_NAME, flavors)]),
    ...(networks.some(({ name }) => name === config.EXTERNAL_NETWORK)
      ? []
      : [missing('EXTERNAL_NETWORK', config.EXTERNAL_NETWORK, networks)]),
    ...(flavor ? await quotaFindings(api, config, flavor) : []),
  ];
}

function clock(skewMs: number): Finding[] {
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return [];
  return [
    {
      what: `The clock of this machine is ${Math.round(skewMs / 1000)} s away from that of OpenStack.`,
      todo: 'Set it (NTP): certificates would not be valid yet.',
    },
  ];
}

const missing = (setting: string, value: string, there: readonly { readonly name: string }[]): Finding => ({
  what: `${setting} = ${value}: there is none of that name.`,
  todo: `There are: ${there.map(({ name }) => name).join(', ') || 'none'}`,
});

function imageFindings(images: z.output<typeof Images>['images'], config: OpenstackConfig): Finding[] {
  const [image] = images.filter(({ status }) => status === 'active');
  if (!image) return [{ what: `IMAGE_NAME = ${config.IMAGE_NAME}: there is no active image of that name.`, todo: 'openstack image list' }];
  if (config.ROOT_VOLUME_GIB === 0 || image.min_disk <= config.ROOT_VOLUME_GIB) return [];
  return [
    {
      what: `The image needs ${image.min_disk} GiB to boot from.`,
      todo: `Set ROOT_VOLUME_GIB to ${image.min_disk} or more; it is ${config.ROOT_VOLUME_GIB}.`,
    },
  ];
}

function flavorFindings({ name, vcpus, ram, disk }: Flavor, config: OpenstackConfig): Finding[] {
  const small = vcpus < KUBEADM.cpus || ram < KUBEADM.memoryMiB;
  return [
    ...(small
      ? [
          {
            what: `FLAVOR_NAME = ${name} has ${vcpus} CPUs and ${ram} MiB.`,
            todo: `kubeadm wants at least ${KUBEADM.cpus} CPUs and ${KUBEADM.memoryMiB} MiB: choose a larger one.`,
          },
        ]
      : []),
    ...(config.ROOT_VOLUME_GIB === 0 && disk === 0
      ? [{ what: `FLAVOR_NAME = ${name} has no disk of its own.`, todo: 'Set ROOT_VOLUME_GIB to 20 or more.' }]
      : []),
  ];
}

async function quotaFindings(api: OpenstackApi, config: OpenstackConfig, { vcpus, ram }: Flavor): Promise<Finding[]> {
  const servers = config.NODE_COUNT;
  const shortfalls = await shortfallsOf(api, {
    servers,
    cpus: servers * vcpus,
    memoryMiB: servers * ram,
    volumes: servers * (config.ROOT_VOLUME_GIB > 0 ? 2 : 1),
    gibibytes: servers * (config.ROOT_VOLUME_GIB + config.DATA_VOLUME_GIB),
  });
  return shortfalls.map(({ what, needed, free }) => ({
    what: `The quota leaves ${free} ${what}; a new platform needs ${needed}.`,
    todo: 'Ask for more, or make it smaller. What runs already needs none of it again.',
  }));
}
