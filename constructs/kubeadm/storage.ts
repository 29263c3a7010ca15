import { stringify } from 'yaml';

/** Where `npm run bootstrap` mounts the data volume of each machine. */
const FOLDER = '/var/lib/postgres-paas';
const NAME = 'local-path-provisioner';
const IMAGE = 'docker.io/rancher/local-path-provisioner:v0.0.30';

/**
 * The storage class `databases`, the default of a cluster that kubeadm made: a folder on the data volume of the machine that
 * a pod runs on, by Rancher's local-path provisioner (Apache-2.0). A database keeps its machine; replicas are how it survives
 * the loss of one. Such a volume has no size of its own and cannot be grown: the data volume is what grows.
 *
 * @returns YAML of all objects, for `kubectl apply`
 */
export function dataVolumeStorage(): string {
  return objects()
    .map((object) => stringify(object, { lineWidth: 0 }))
    .join('---\n');
}

const metadata = { name: NAME, namespace: NAME };

const objects = () => [
  // its helper pods write to a folder of the machine, which Pod Security allows nobody else
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAME, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: NAME }, rules: clusterRules },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: NAME }, ...binding('ClusterRole') },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: podRules },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata, ...binding('Role') },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: settings },
  deployment,
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'databases', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'rancher.io/local-path',
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Delete',
  },
];

const clusterRules = [
  { apiGroups: [''], resources: ['nodes', 'persistentvolumeclaims', 'configmaps', 'pods', 'pods/log'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['persistentvolumes'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete'] },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get', 'list', 'watch'] },
];
const podRules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete'] }];

const binding = (kind: 'Role' | 'ClusterRole') => ({
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: NAME },
  subjects: [{ kind: 'ServiceAccount', ...metadata }],
});

const settings = {
  'config.json': JSON.stringify({ nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: [FOLDER] }] }, null, 2),
  setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
  teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
  'helperPod.yaml': stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'helper-pod' },
    spec: {
      priorityClassName: 'system-node-critical',
      tolerations: [{ key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' }],
      containers: [{ name: 'helper-pod', image: 'docker.io/library/busybox:1.37', imagePullPolicy: 'IfNotPresent' }],
    },
  }),
};

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: NAME } },
    template: {
      metadata: { labels: { app: NAME } },
      spec: {
        serviceAccountName: NAME,
        containers: [
          {
            name: NAME,
            image: IMAGE,
            command: ['local-path-provisioner', 'start', '--config', '/etc/config/config.json'],
            volumeMounts: [{ name: 'config', mountPath: '/etc/config/' }],
            env: [
              { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
              { name: 'CONFIG_MOUNT_PATH', value: '/etc/config/' },
            ],
          },
        ],
        volumes: [{ name: 'config', configMap: { name: NAME } }],
      },
    },
  },
};
