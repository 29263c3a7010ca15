import { stringify } from 'yaml';
import { demand } from '../prop-error.ts';

export interface CloudInitProps {
  /** Exact Kubernetes version, `major.minor.patch`: packages come from the repository of its minor. */
  readonly kubernetesVersion: string;
  /** URL of a signed Debian repository with kubelet, kubeadm and kubectl, its key in `Release.key`. Default: the project's own. */
  readonly packages?: string;
}

/** Kernel modules that pods' networks need. */
const modules = ['overlay', 'br_netfilter'];
const sysctls = ['net.bridge.bridge-nf-call-iptables = 1', 'net.bridge.bridge-nf-call-ip6tables = 1', 'net.ipv4.ip_forward = 1'];

/**
 * What a bare Debian 12 needs before `kubeadm` can run: container runtime, kubeadm, kubelet, kernel settings. It carries no
 * secret and no address: user data can be read by everyone on the machine, and must be the same for every node. Joining is
 * the work of `npm run bootstrap`, over SSH.
 *
 * @throws PropError for a version that is not exact
 */
export function cloudInit({ kubernetesVersion, packages }: CloudInitProps): string {
  demand(/^\d+\.\d+\.\d+$/.test(kubernetesVersion), 'kubernetesVersion', kubernetesVersion, 'be exact, such as 1.35.4');
  const minor = kubernetesVersion.split('.').slice(0, 2).join('.');
  const repository = packages ?? `https://pkgs.k8s.io/core:/stable:/v${minor}/deb/`;
  demand(/^(https|http|file):\/\/[^\s"'`$\\]+\/$/.test(repository), 'packages', repository, 'be a URL that ends in a slash');
  const config = {
    package_update: true,
    packages: ['containerd', 'apt-transport-https', 'ca-certificates', 'curl', 'gnupg', 'nftables', 'socat', 'conntrack'],
    write_files: [
      { path: '/etc/modules-load.d/kubernetes.conf', content: lines(modules) },
      { path: '/etc/sysctl.d/99-kubernetes.conf', content: lines(sysctls) },
    ],
    runcmd: [
      ...modules.map((module) => `modprobe ${module}`),
      'sysctl --system',
      'swapoff -a && sed -i "/\\sswap\\s/d" /etc/fstab',
      // The kubelet and containerd must agree on who owns cgroups, or pods are killed at random under memory pressure.
      'mkdir -p /etc/containerd && containerd config default | sed "s/SystemdCgroup = false/SystemdCgroup = true/" > /etc/containerd/config.toml',
      'systemctl restart containerd',
      // the key before the list: with a list whose key is missing every apt-get update fails, those of cloud-init as well
      `mkdir -p /etc/apt/keyrings && curl -fsSL --retry 5 --retry-connrefused ${repository}Release.key | gpg --batch --yes --dearmor -o /etc/apt/keyrings/kubernetes.gpg`,
      `echo "deb [signed-by=/etc/apt/keyrings/kubernetes.gpg] ${repository} /" > /etc/apt/sources.list.d/kubernetes.list`,
      `apt-get update && apt-get install -y kubelet=${kubernetesVersion}-* kubeadm=${kubernetesVersion}-* kubectl=${kubernetesVersion}-*`,
      'apt-mark hold kubelet kubeadm kubectl',
    ],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');
