import { ipv4Range, overlap } from '../constructs/ipv4-range.ts';

/** A setting that cannot work, with the sentence that says why. */
export interface Fault {
  readonly setting: string;
  readonly message: string;
}

interface OpenstackSettings {
  readonly PLATFORM: 'openstack';
  readonly NODE_CIDR: string;
  readonly POD_CIDR: string;
  readonly SERVICE_CIDR: string;
  readonly NODE_COUNT: number;
}
interface StackitSettings {
  readonly PLATFORM: 'stackit';
  readonly STACKIT_REGION: string;
  readonly SKE_ZONES: readonly string[];
  readonly SKE_NODES_MIN: number;
  readonly SKE_NODES_MAX: number;
  readonly SKE_MAINTENANCE_START: string;
  readonly SKE_MAINTENANCE_END: string;
}
type Settings = { readonly STATE_BACKEND: string; readonly STATE_BUCKET: string } & (
  | OpenstackSettings
  | StackitSettings
  | { readonly PLATFORM: 'kubernetes' }
);

/** Settings that are right one by one and cannot work together. */
export function contradictions(config: Settings): Fault[] {
  const state = config.STATE_BACKEND === 's3' && config.STATE_BUCKET === '' && fault('STATE_BUCKET', 'STATE_BACKEND=s3 needs a bucket');
  const own = config.PLATFORM === 'openstack' ? ofOpenstack(config) : config.PLATFORM === 'stackit' ? ofStackit(config) : [];
  return [state, ...own].filter((one) => one !== false);
}

const fault = (setting: string, message: string): Fault => ({ setting, message });

function ofOpenstack(config: OpenstackSettings): (Fault | false)[] {
  const [nodes, pods, services] = [config.NODE_CIDR, config.POD_CIDR, config.SERVICE_CIDR].map((text) => ipv4Range('range', text));
  if (!nodes || !pods || !services) return [];
  const room = Math.floor(nodes.size / 2) - 1 - Math.min(10, Math.floor(nodes.size / 4));
  return [
    overlap(nodes, pods) && fault('POD_CIDR', `must not overlap NODE_CIDR ${config.NODE_CIDR}`),
    overlap(nodes, services) && fault('SERVICE_CIDR', `must not overlap NODE_CIDR ${config.NODE_CIDR}`),
    overlap(pods, services) && fault('SERVICE_CIDR', `must not overlap POD_CIDR ${config.POD_CIDR}`),
    nodes.size < 16 && fault('NODE_CIDR', 'must be a /28 or larger'),
    nodes.size >= 16 &&
      config.NODE_COUNT > room &&
      fault('NODE_COUNT', `NODE_CIDR ${config.NODE_CIDR} has room for ${room} machines in its lower half`),
    pods.size < config.NODE_COUNT * 256 &&
      fault(
        'POD_CIDR',
        `must hold a /24 for each of ${config.NODE_COUNT} machines: a /${24 - Math.ceil(Math.log2(config.NODE_COUNT))} or larger`,
      ),
    services.prefixLength < 12 && fault('SERVICE_CIDR', 'must be a /12 or smaller: a limit of Kubernetes'),
  ];
}

function ofStackit(config: StackitSettings): (Fault | false)[] {
  const foreign = config.SKE_ZONES.filter((zone) => !zone.startsWith(`${config.STACKIT_REGION}-`));
  return [
    config.SKE_ZONES.length === 0 && fault('SKE_ZONES', 'must name at least one zone'),
    foreign.length > 0 && fault('SKE_ZONES', `${foreign.join(', ')}: not in STACKIT_REGION ${config.STACKIT_REGION}`),
    config.SKE_NODES_MAX < config.SKE_NODES_MIN && fault('SKE_NODES_MAX', `must not be below SKE_NODES_MIN ${config.SKE_NODES_MIN}`),
    config.SKE_MAINTENANCE_START === config.SKE_MAINTENANCE_END && fault('SKE_MAINTENANCE_END', 'must not be when the window begins'),
  ];
}
