import { stringify } from 'yaml';
import { ipv4Range, overlap } from '../ipv4-range.ts';
import { demand } from '../prop-error.ts';

export interface KubeadmProps {
  /** Name in kubeconfig files. */
  readonly clusterName: string;
  /** Exact version; the same as in the machines' cloud-init. */
  readonly kubernetesVersion: string;
  /** Ranges of machines, pods and services; none may overlap another. */
  readonly nodeCidr: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Private address of the first control-plane machine. May be a Terraform token. */
  readonly controlPlaneAddress: string;
  /** Other names and addresses that the API's certificate must be valid for, such as its floating IP. */
  readonly alternativeNames: readonly string[];
}

/**
 * The configuration of `kubeadm init`, three YAML documents. What it decides, and why, is told step by step in
 * .github/docs/kubernetes-the-hard-way.md.
 *
 * @throws PropError for overlapping ranges
 */
export function kubeadmConfiguration(props: KubeadmProps): string {
  refuseOverlap(props);
  const documents = [initConfiguration(props), clusterConfiguration(props), kubeletConfiguration];
  return documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n');
}

function refuseOverlap({ nodeCidr, podCidr, serviceCidr }: KubeadmProps) {
  const [nodes, pods, services] = [ipv4Range('nodeCidr', nodeCidr), ipv4Range('podCidr', podCidr), ipv4Range('serviceCidr', serviceCidr)];
  demand(!overlap(nodes, pods), 'podCidr', podCidr, `not overlap nodeCidr ${nodeCidr}`);
  demand(!overlap(nodes, services), 'serviceCidr', serviceCidr, `not overlap nodeCidr ${nodeCidr}`);
  demand(!overlap(pods, services), 'serviceCidr', serviceCidr, `not overlap podCidr ${podCidr}`);
}

const initConfiguration = ({ controlPlaneAddress }: KubeadmProps) => ({
  apiVersion: 'kubeadm.k8s.io/v1beta4',
  kind: 'InitConfiguration',
  localAPIEndpoint: { advertiseAddress: controlPlaneAddress, bindPort: 6443 },
  nodeRegistration: { criSocket: 'unix:///run/containerd/containerd.sock' },
  // Made fresh by the bootstrap for each machine that joins, and valid for minutes: no token is kept anywhere.
  bootstrapTokens: [],
});

const clusterConfiguration = (props: KubeadmProps) => ({
  apiVersion: 'kubeadm.k8s.io/v1beta4',
  kind: 'ClusterConfiguration',
  clusterName: props.clusterName,
  kubernetesVersion: `v${props.kubernetesVersion}`,
  controlPlaneEndpoint: `${props.controlPlaneAddress}:6443`,
  networking: { podSubnet: props.podCidr, serviceSubnet: props.serviceCidr },
  apiServer: { certSANs: [props.controlPlaneAddress, ...props.alternativeNames] },
});

const kubeletConfiguration = {
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  cgroupDriver: 'systemd',
  rotateCertificates: true,
  // Databases get their termination grace period before a machine goes down for an update.
  shutdownGracePeriod: '120s',
  shutdownGracePeriodCriticalPods: '20s',
};
