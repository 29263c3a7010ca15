import type { Nodes } from '../terraform/inventory.ts';

/** One command on one machine. Every step may be repeated: it looks before it acts. */
export interface Step {
  readonly on: string;
  /** What it does, for the person who watches. */
  readonly what: string;
  /** Shell, run as root. */
  readonly command: string;
  /** Sent to its standard input. */
  readonly input?: string;
}

/** Enforces NetworkPolicies, which keep projects apart; finds the range of pods in kubeadm's configuration. */
const networkPlugin = 'https://raw.githubusercontent.com/projectcalico/calico/v3.31.5/manifests/calico.yaml';
const kubectl = 'kubectl --kubeconfig /etc/kubernetes/admin.conf';

/** Asks the control plane for the command that lets one machine join; the token in it is valid for a quarter of an hour. */
export const joinCommand = 'kubeadm token create --ttl 15m --print-join-command';
export const readKubeconfig = 'cat /etc/kubernetes/admin.conf';

/** Before there is a cluster: cloud-init has finished, and the data volume is a file system where databases will live. */
export function prepare(nodes: Nodes): Step[] {
  return nodes.flatMap(({ address, name, data_device }) => [
    { on: address, what: `${name}: wait for cloud-init`, command: 'cloud-init status --wait' },
    { on: address, what: `${name}: data volume`, command: mountData(data_device) },
  ]);
}

/** Never formats a volume that carries a file system: it may hold the databases of a machine that was replaced. */
const mountData = (device: string) =>
  [
    `blkid ${device} || mkfs.ext4 -q -L databases ${device}`,
    'mkdir -p /var/lib/postgres-paas',
    'grep -q LABEL=databases /etc/fstab || echo "LABEL=databases /var/lib/postgres-paas ext4 defaults,nofail 0 2" >> /etc/fstab',
    'mountpoint -q /var/lib/postgres-paas || mount /var/lib/postgres-paas',
  ].join(' && ');

/** The control plane on the first machine, and the network of pods. */
export function initialise(address: string, kubeadm: string): Step[] {
  const write = 'umask 077 && mkdir -p /etc/kubernetes && cat > /etc/kubernetes/kubeadm.yaml';
  const init = 'test -e /etc/kubernetes/admin.conf || kubeadm init --config /etc/kubernetes/kubeadm.yaml';
  return [
    { on: address, what: 'control plane: configuration', command: write, input: kubeadm },
    { on: address, what: 'control plane: kubeadm init', command: init },
    { on: address, what: 'network of pods', command: `${kubectl} apply -f ${networkPlugin}` },
  ];
}

/** Lets a machine join that has not joined yet. @param command what `joinCommand` answered */
export function join({ address, name }: Nodes[number], command: string): Step {
  return { on: address, what: `${name}: join`, command: `test -e /etc/kubernetes/kubelet.conf || ${command.trim()}` };
}

export function waitReady(address: string, nodes: number): Step {
  const ready = `[ "$(${kubectl} get nodes --no-headers | grep -cw Ready)" = ${nodes} ]`;
  return { on: address, what: `${nodes} nodes ready`, command: `timeout 600 sh -c 'until ${ready}; do sleep 5; done'` };
}

/** kubeadm writes the private address into its kubeconfig; administrators come by the floating one, which the certificate names too. */
export function kubeconfigFor(text: string, address: string): string {
  return text.replace(/server: https:\/\/[^:\s]+:6443/, `server: https://${address}:6443`);
}
