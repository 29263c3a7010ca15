import type { Nodes } from '../terraform/inventory.ts';

type Node = Nodes[number];

/** One command on one machine. Every step may be repeated, and go on after one that was cut off: it looks before it acts. */
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

/** Tells of a machine whether it is part of a cluster: `yes` or `no`. */
export const membership = 'test -e /etc/kubernetes/kubelet.conf && echo yes || echo no';

/** Before there is a cluster: cloud-init has finished, and the data volume is a file system where databases will live. */
export function prepare(nodes: Nodes): Step[] {
  return nodes.flatMap(({ address, name, data_volume }) => [
    { on: address, what: `${name}: wait for cloud-init`, command: waitForCloudInit },
    { on: address, what: `${name}: data volume`, command: mountData(data_volume) },
  ]);
}

/** Its code 2 is "done, with warnings". A failure is explained by what cloud-init wrote. */
const waitForCloudInit = `timeout 1800 cloud-init status --wait >/dev/null; code=$?
[ $code = 0 ] || [ $code = 2 ] || { cloud-init status --long; tail -n 20 /var/log/cloud-init-output.log; exit 1; } >&2`;

/**
 * The disk is found by the volume's id, which its serial number begins with: the device name that OpenStack tells is only a
 * hint, and may be that of another disk. Never formats a volume that carries anything: it may hold the databases of a
 * machine that was replaced. A volume that grew gets a file system that fills it.
 */
const mountData = (volume: string) => `
set -e
disk() { for link in /dev/disk/by-id/*${volume.slice(0, 20)}*; do case $link in *-part*) ;; *) [ -e "$link" ] && readlink -f "$link" && return ;; esac; done; return 1; }
for try in $(seq 60); do device=$(disk) && break; sleep 1; done
[ -n "$device" ] || { echo "no disk of volume ${volume} among: $(ls /dev/disk/by-id 2>/dev/null | tr '\\n' ' ')" >&2; exit 1; }
if [ -z "$(blkid -p -o value -s TYPE -s PTTYPE "$device")" ]; then mkfs.ext4 -q -L databases "$device"; fi
uuid=$(blkid -o value -s UUID "$device")
mkdir -p /var/lib/postgres-paas
sed -i '\\# /var/lib/postgres-paas #d' /etc/fstab
echo "UUID=$uuid /var/lib/postgres-paas ext4 defaults,nofail 0 2" >> /etc/fstab
mountpoint -q /var/lib/postgres-paas || mount "$device" /var/lib/postgres-paas
resize2fs "$device" >/dev/null
`;

/**
 * The control plane on the first machine, and the network of pods. A `kubeadm init` that was cut off or failed is undone and
 * begun again; one that has ended never is, by two signs: its mark is gone, or the API answers.
 */
export function initialise({ address }: Node, kubeadm: string): Step[] {
  const write = 'umask 077 && mkdir -p /etc/kubernetes && cat > /etc/kubernetes/kubeadm.yaml';
  return [
    { on: address, what: 'control plane: configuration', command: write, input: kubeadm },
    {
      on: address,
      what: 'control plane: kubeadm init',
      command: once('init', {
        isDone: 'test -e /etc/kubernetes/admin.conf',
        survived: `${kubectl} get --raw /readyz >/dev/null 2>&1`,
        act: 'kubeadm init --config /etc/kubernetes/kubeadm.yaml --skip-token-print',
      }),
    },
    { on: address, what: 'network of pods', command: `${kubectl} apply -f ${networkPlugin}` },
  ];
}

/** Lets a machine join that has not joined yet. @param command what `joinCommand` answered */
export function join({ address, name }: Node, command: string): Step {
  const survived = 'kubectl --kubeconfig /etc/kubernetes/kubelet.conf get --raw /readyz >/dev/null 2>&1';
  return {
    on: address,
    what: `${name}: join`,
    command: once('join', { isDone: 'test -e /etc/kubernetes/kubelet.conf', survived, act: command.trim() }),
  };
}

interface Phase {
  /** Whether it was ever carried out. */
  readonly isDone: string;
  /** Whether one whose end was not noted has come to its end nevertheless. */
  readonly survived: string;
  readonly act: string;
}

/** A phase of kubeadm with a mark that stands from its beginning to its end; its files alone do not tell whether it ended. */
function once(phase: string, { isDone, survived, act }: Phase): string {
  const mark = `/var/lib/postgres-paas-${phase}`;
  return `
if [ -e ${mark} ]; then
  if ${survived}; then rm -f ${mark}; else echo "the last kubeadm ${phase} did not end; it is undone and begun again" >&2; kubeadm reset --force --cleanup-tmp-dir >&2; fi
fi
${isDone} && ! [ -e ${mark} ] && exit 0
touch ${mark} && ${act} && rm -f ${mark}
`;
}

/** Takes away every token that lets a machine join, kubeadm's own of a day included. */
export const removeTokens = (address: string): Step => ({
  on: address,
  what: 'no token is left by which a machine could join',
  command: `for token in $(kubeadm token list -o jsonpath='{.token}{"\\n"}'); do kubeadm token delete "$token"; done`,
});

/** A single machine runs databases as well, though it is the control plane. */
export function openControlPlane(nodes: Nodes): Step[] {
  const [only, ...others] = nodes;
  if (!only || others.length > 0) return [];
  const command = `${kubectl} taint nodes ${only.name} node-role.kubernetes.io/control-plane:NoSchedule- 2>&1 | grep -v 'not found' || true`;
  return [{ on: only.address, what: 'the only machine takes databases as well', command }];
}

/** Volumes of databases on the data volumes. @param storage YAML of `dataVolumeStorage` */
export const provideStorage = ({ address }: Node, storage: string): Step => ({
  on: address,
  what: 'storage class for databases',
  command: `${kubectl} apply -f -`,
  input: storage,
});

export function waitReady(address: string, nodes: number): Step {
  const ready = `[ "$(${kubectl} get nodes --no-headers | grep -cw Ready)" = ${nodes} ]`;
  return {
    on: address,
    what: `${nodes} nodes ready`,
    command: `timeout 600 sh -c 'until ${ready}; do sleep 5; done' || { ${kubectl} get nodes -o wide; ${kubectl} get pods -A | grep -v Running; exit 1; } >&2`,
  };
}

/** kubeadm writes the private address into its kubeconfig; administrators come by the floating one, which the certificate names too. */
export function kubeconfigFor(text: string, address: string): string {
  return text.replace(/server: https:\/\/[^:\s]+:6443/, `server: https://${address}:6443`);
}
