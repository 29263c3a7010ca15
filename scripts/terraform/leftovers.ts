import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { REASONS } from '../../constructs/openstack/security-perimeter.ts';
import type { Ownership } from '../../constructs/ownership.ts';
import type { OpenstackApi } from './openstack-api.ts';

/**
 * What OpenStack has of a platform and no state knows: made by a run that was killed before it could write it down, or by
 * somebody else with a state of their own.
 */
export interface Leftover {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** The command of OpenStack's own client that removes it. */
  readonly command: string;
}

interface Kind {
  readonly name: string;
  readonly service: 'compute' | 'network' | 'volumev3';
  /** The whole collection, with all that is looked at. */
  readonly list: string;
  readonly key: string;
  readonly path: string;
  /** Words of the client between `openstack` and the id. */
  readonly remove: string;
}

const RULE: Kind = {
  name: 'security group rule',
  service: 'network',
  list: '/security-group-rules',
  key: 'security_group_rules',
  path: '/security-group-rules',
  remove: 'security group rule delete',
};
const INTERFACE = 'router interface';

/** In an order in which they can be removed: each before what it uses. */
const KINDS: readonly Kind[] = [
  { name: 'server', service: 'compute', list: '/servers/detail', key: 'servers', path: '/servers', remove: 'server delete --wait' },
  { name: 'volume', service: 'volumev3', list: '/volumes/detail', key: 'volumes', path: '/volumes', remove: 'volume delete' },
  { name: 'floating IP', service: 'network', list: '/floatingips', key: 'floatingips', path: '/floatingips', remove: 'floating ip delete' },
  { name: 'port', service: 'network', list: '/ports', key: 'ports', path: '/ports', remove: 'port delete' },
  { name: 'router', service: 'network', list: '/routers', key: 'routers', path: '/routers', remove: 'router delete' },
  { name: 'subnet', service: 'network', list: '/subnets', key: 'subnets', path: '/subnets', remove: 'subnet delete' },
  { name: 'network', service: 'network', list: '/networks', key: 'networks', path: '/networks', remove: 'network delete' },
  {
    name: 'security group',
    service: 'network',
    list: '/security-groups',
    key: 'security_groups',
    path: '/security-groups',
    remove: 'security group delete',
  },
  {
    name: 'server group',
    service: 'compute',
    list: '/os-server-groups',
    key: 'server_groups',
    path: '/os-server-groups',
    remove: 'server group delete',
  },
  { name: 'key', service: 'compute', list: '/os-keypairs', key: 'keypairs', path: '/os-keypairs', remove: 'keypair delete' },
];

/** `id` is absent from keys, whose name it is; tags and metadata from whatever has none. */
const Item = z.looseObject({
  id: z.string().optional(),
  name: z.string().default(''),
  description: z.string().nullish(),
  tags: z.array(z.string()).default([]),
  metadata: z.record(z.string(), z.unknown()).default({}),
});
type Item = z.output<typeof Item>;
const Key = z.object({ keypair: Item });

/**
 * Everything in the project that is ours by its name or its tags and not among `known`, in an order in which it can be removed.
 * Both are looked at: a run may be killed after making something and before tagging it.
 *
 * @param known ids in the state
 */
export async function findLeftovers(api: OpenstackApi, owner: Ownership, known: ReadonlySet<string>): Promise<Leftover[]> {
  const lists = await Promise.all(
    KINDS.map(async (kind) => {
      const answer = z.record(z.string(), z.unknown()).parse(await api.get(kind.service, kind.list));
      return itemsOf(kind, answer)
        .filter((item) => isOurs(item, owner))
        .map((item) => leftover(kind, item))
        .filter(({ id }) => !known.has(id));
    }),
  );
  const owned = await ownedAndKnown(api, owner, known);
  return [...(await rulesIn(owned.groups, { api, known })), ...(await interfacesOf(owned.routers, { api, known })), ...lists.flat()];
}

/** What holds things without a name, as far as a state knows it; with what no state knows goes all that it holds. */
async function ownedAndKnown(api: OpenstackApi, owner: Ownership, known: ReadonlySet<string>) {
  const Lists = z.object({ security_groups: z.array(Item).default([]), routers: z.array(Item).default([]) });
  const groups = Lists.parse(await api.get('network', '/security-groups')).security_groups;
  const { routers } = Lists.parse(await api.get('network', '/routers'));
  const ids = (items: readonly Item[]) => items.filter((item) => isOurs(item, owner)).flatMap(({ id = '' }) => (known.has(id) ? [id] : []));
  return { groups: ids(groups), routers: ids(routers) };
}

interface Question {
  readonly api: OpenstackApi;
  readonly known: ReadonlySet<string>;
}

/** A rule has no name: ours have the description of one that we make. One that somebody added is none of them; the deploy reports it. */
async function rulesIn(groups: readonly string[], { api, known }: Question): Promise<Leftover[]> {
  const Rules = z.object({ security_group_rules: z.array(Item) });
  const lists = await Promise.all(groups.map((id) => api.get('network', `/security-group-rules?security_group_id=${id}`)));
  const rules = lists.flatMap((list) => Rules.parse(list).security_group_rules);
  const ours = rules.filter(({ id = '', description }) => !known.has(id) && Object.values(REASONS).includes(description ?? ''));
  return ours.map((item) => leftover(RULE, item));
}

/** The leg of a router in a subnet: a port without a name, which is its id in the state. */
async function interfacesOf(routers: readonly string[], { api, known }: Question): Promise<Leftover[]> {
  const lists = await Promise.all(routers.map(async (router) => (await legsOf(api, router)).map(({ id }) => ({ router, id }))));
  const lost = lists.flat().filter(({ id }) => !known.has(id));
  return lost.map(({ router, id }) => ({ kind: INTERFACE, id, name: router, command: `openstack router remove port ${router} ${id}` }));
}

function itemsOf({ key }: Kind, answer: Readonly<Record<string, unknown>>): Item[] {
  if (key === 'keypairs')
    return z
      .array(Key)
      .parse(answer[key])
      .map(({ keypair }) => keypair);
  return z.array(Item).parse(answer[key]);
}

function leftover({ name: kind, remove }: Kind, { id, name, description }: Item): Leftover {
  const known = id ?? name;
  return { kind, id: known, name: name || (description ?? ''), command: `openstack ${remove} ${known}` };
}

/** Exact: `pg-lab` and `pg-lab-two` may share a project. */
function isOurs({ name, description, tags, metadata }: Item, owner: Ownership): boolean {
  const isNamed = [name, description ?? ''].some((text) => namePattern(owner).test(text));
  const isTagged = owner.tags.every((tag) => tags.includes(tag));
  return isNamed || isTagged || (metadata['part-of'] === owner.prefix && metadata.environment === owner.environment);
}

const namePattern = (owner: Ownership) => new RegExp(`^${owner.name('')}(network|subnet|router|nodes|key|node-\\d+(-data)?)$`);

/**
 * Removes them, each as soon as OpenStack lets it go.
 *
 * @throws Error naming what could not be removed, and why
 */
export async function removeLeftovers(api: OpenstackApi, leftovers: readonly Leftover[], tell: (line: string) => void): Promise<void> {
  for (const one of leftovers) {
    if (one.kind === 'router') for (const { id } of await legsOf(api, one.id)) await removeLeg(api, one.id, id);
    if (one.kind === INTERFACE) await removeLeg(api, one.name, one.id);
    else await removeOne(api, one);
    tell(`  removed ${one.kind} ${one.name} (${one.id})`);
  }
}

async function removeOne(api: OpenstackApi, { kind: name, id, command }: Leftover): Promise<void> {
  const kind = [RULE, ...KINDS].find((one) => one.name === name);
  if (!kind) throw new Error(`There is no kind "${name}".`);
  const target = { service: kind.service, path: `${kind.path}/${encodeURIComponent(id)}` };
  const until = Date.now() + 300_000;
  for (;;) {
    // 409 and 400 are how neutron and cinder say "still in use"; 404 that it is gone
    const failure = await api.send('DELETE', target).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (await isGone(api, target)) return;
    if (Date.now() > until)
      throw new Error(`${name} ${id} is still there after 5 minutes (${String(failure ?? 'no error')}). By hand: ${command}`);
    await pause(1000);
  }
}

async function isGone(api: OpenstackApi, { service, path }: { service: Kind['service']; path: string }): Promise<boolean> {
  try {
    await api.get(service, path);
    return false;
  } catch (error) {
    if (error instanceof Error && / answered 404/.test(error.message)) return true;
    throw error;
  }
}

/** A router with a leg in a subnet cannot be removed; the leg is a port that only the router lets go. */
async function legsOf(api: OpenstackApi, router: string): Promise<{ id: string }[]> {
  const Ports = z.object({ ports: z.array(z.object({ id: z.string(), device_owner: z.string() })) });
  const { ports } = Ports.parse(await api.get('network', `/ports?device_id=${router}`));
  return ports.filter(({ device_owner }) => device_owner === 'network:router_interface');
}

const removeLeg = (api: OpenstackApi, router: string, port: string) =>
  api.send('PUT', { service: 'network', path: `/routers/${router}/remove_router_interface` }, { port_id: port });
