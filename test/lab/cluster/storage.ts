/**
 * `storage.ts KUBECONFIG NODE FOLDER`: the lab's volume provisioner, with real sizes and real growth. A class with the
 * parameter `type: xfs` gives a file on a loop device, which the kubelet formats, mounts and grows as it would a cloud
 * disk; any other gives a folder. Both are `local` volumes, because these honour fsGroup.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  StorageV1Api,
  setHeaderOptions,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  Watch,
} from '@kubernetes/client-node';
import { growVolume, makeVolume, removeVolume } from './volume-files.ts';
import { claimGrowth, isReleased, neededBytes, PROVISIONER, volumeFor } from './volume-objects.ts';

const [kubeconfig, node, folder] = process.argv.slice(2);
if (!kubeconfig || !node || !folder) throw new Error('usage: storage.ts KUBECONFIG NODE FOLDER');

const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const core = config.makeApiClient(CoreV1Api);
const storage = config.makeApiClient(StorageV1Api);
const mergePatch = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
let wake = () => {};

for (const path of ['/api/v1/persistentvolumeclaims', '/api/v1/persistentvolumes']) void followForever(path);
while (true) {
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  await pass().catch((error) => console.error(`pass: ${error.message}`));
  await Promise.race([woken, delay(2000)]);
}

/** Only wakes the loop: what is to be done is always read from the lists, so a lost event costs two seconds. */
async function followForever(path: string) {
  while (true) {
    await new Promise<void>((ended) => {
      new Watch(config)
        .watch(
          path,
          {},
          () => wake(),
          () => ended(),
        )
        .catch(() => ended());
    });
    await delay(500); // between two connections, so that an API server that is away is not asked without end
  }
}

/** Looks at everything once; a lab has tens of volumes, not thousands. */
async function pass() {
  const classes = (await storage.listStorageClass()).items.filter((one) => one.provisioner === PROVISIONER);
  const claims = (await core.listPersistentVolumeClaimForAllNamespaces()).items;
  const volumes = new Map((await core.listPersistentVolume()).items.map((volume) => [volume.metadata?.name ?? '', volume]));
  for (const claim of claims) {
    const name = claim.spec?.storageClassName;
    const type = classes.find((one) => one.metadata?.name === name)?.parameters?.type;
    if (!classes.some((one) => one.metadata?.name === name) || claim.metadata?.deletionTimestamp) continue;
    await attempt(claim, () => serve(claim, volumes, type === 'xfs'));
  }
  for (const volume of volumes.values()) if (isReleased(volume)) await attempt(volume, () => remove(volume));
}

async function attempt(object: V1PersistentVolumeClaim | V1PersistentVolume, work: () => Promise<void>) {
  await work().catch((error) => console.error(`${object.metadata?.name}: ${error.message}`));
}

async function serve(claim: V1PersistentVolumeClaim, volumes: ReadonlyMap<string, V1PersistentVolume>, disk: boolean) {
  const bound = claim.spec?.volumeName;
  if (bound) return grow(claim, volumes.get(bound), disk);
  const name = `pvc-${claim.metadata?.uid}`;
  if (!claim.metadata?.annotations?.['volume.kubernetes.io/selected-node'] || volumes.has(name)) return;
  const local = makeVolume(`${folder}/${name}`, neededBytes(claim), disk);
  await core.createPersistentVolume({ body: volumeFor(claim, { name, local, node: node ?? '' }) });
  console.log(`provisioned ${name} for ${claim.metadata.namespace}/${claim.metadata.name}`);
}

/** The controller's half of an expansion; for a disk the kubelet does the rest and writes the claim's new capacity. */
async function grow(claim: V1PersistentVolumeClaim, volume: V1PersistentVolume | undefined, disk: boolean) {
  const growth = volume && claimGrowth(claim, volume, disk);
  const name = volume?.metadata?.name;
  if (!growth || !name) return;
  if (growth.volume && disk) growVolume(`${folder}/${name}`, neededBytes(claim));
  if (growth.volume) await core.patchPersistentVolume({ name, body: growth.volume }, mergePatch);
  const { namespace = '', name: claimName = '' } = claim.metadata ?? {};
  if (growth.claim) await core.patchNamespacedPersistentVolumeClaimStatus({ namespace, name: claimName, body: growth.claim }, mergePatch);
}

async function remove(volume: V1PersistentVolume) {
  const name = volume.metadata?.name ?? '';
  removeVolume(`${folder}/${name}`);
  await core.deletePersistentVolume({ name });
  console.log(`deleted ${name}`);
}
