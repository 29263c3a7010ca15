/** PURE: what the lab's provisioner writes about claims and volumes. */
import type { V1PersistentVolume, V1PersistentVolumeClaim } from '@kubernetes/client-node';

export const PROVISIONER = 'lab.local/storage';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';

interface Place {
  readonly name: string;
  readonly local: { readonly path: string; readonly fsType?: string };
  readonly node: string;
}

export function volumeFor(claim: V1PersistentVolumeClaim, { name, local, node }: Place): V1PersistentVolume {
  const { namespace = '', name: claimName = '', uid = '', resourceVersion = '' } = claim.metadata ?? {};
  const onNode = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
  return {
    metadata: { name, annotations: { [PROVISIONED_BY]: PROVISIONER } },
    spec: {
      capacity: { storage: wanted(claim) },
      accessModes: claim.spec?.accessModes ?? [],
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: claim.spec?.storageClassName ?? '',
      local,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claimName, uid, resourceVersion },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [onNode] }] } },
    },
  };
}

export const isReleased = ({ metadata, status, spec }: V1PersistentVolume) =>
  metadata?.annotations?.[PROVISIONED_BY] === PROVISIONER &&
  status?.phase === 'Released' &&
  spec?.persistentVolumeReclaimPolicy === 'Delete';

export const neededBytes = (claim: V1PersistentVolumeClaim) => bytes(wanted(claim));

interface Growth {
  readonly volume?: object;
  readonly claim?: object;
}

/** The patches that a larger claim needs; undefined when it has what it asks for, or is not bound. */
export function claimGrowth(claim: V1PersistentVolumeClaim, volume: V1PersistentVolume, disk: boolean): Growth | undefined {
  const size = wanted(claim);
  if (claim.status?.phase !== 'Bound' || bytes(size) <= bytes(claim.status.capacity?.storage)) return undefined;
  const larger = bytes(size) > bytes(volume.spec?.capacity?.storage);
  const claimPatch = disk ? growByKubelet(claim, size) : { status: { capacity: { storage: size }, conditions: null } };
  return { ...(larger && { volume: { spec: { capacity: { storage: size } } } }), ...(claimPatch && { claim: claimPatch }) };
}

function growByKubelet(claim: V1PersistentVolumeClaim, size: string): object | undefined {
  if (claim.status?.allocatedResourceStatuses?.storage) return undefined; // the kubelet is at it
  const condition = { type: 'FileSystemResizePending', status: 'True', message: 'waiting for the kubelet to grow the file system' };
  return {
    status: {
      allocatedResources: { storage: size },
      allocatedResourceStatuses: { storage: 'NodeResizePending' },
      conditions: [{ ...condition, lastTransitionTime: new Date().toISOString() }],
    },
  };
}

const wanted = (claim: V1PersistentVolumeClaim) => claim.spec?.resources?.requests?.storage ?? '0';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

function bytes(quantity = '0'): number {
  const [, number = '0', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  const scale = UNITS[unit];
  if (scale === undefined) throw new Error(`"${quantity}" is not a size the lab knows; use for example 1Gi.`);
  return Number(number) * scale;
}
