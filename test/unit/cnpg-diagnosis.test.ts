import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, type Evidence } from '../../api/backends/cnpg/diagnosis.ts';

const nothing: Evidence = { pods: [], claims: [], events: [], operator: { silentSeconds: 1, holdsSeconds: 15 } };
const waiting = (reason: string, message = '') => ({
  metadata: { name: 'orders-1' },
  status: { containerStatuses: [{ image: 'localhost/postgresql:99', state: { waiting: { reason, message } } }] },
});
const unschedulable = {
  metadata: {},
  status: {
    conditions: [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available: 1 Insufficient cpu.' },
    ],
  },
};
const quota = {
  reason: 'FailedCreate',
  message:
    'pods "orders-1-initdb" is forbidden: exceeded quota: project, requested: requests.cpu=4, used: requests.cpu=30, limited: requests.cpu=32',
};
const scheduled = (message: string) => ({
  metadata: {},
  status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] },
});
const classless = { metadata: { name: 'orders-1' }, status: { phase: 'Pending' } };
const outOfMemory = {
  metadata: { name: 'orders-1', labels: { 'cnpg.io/instanceRole': 'primary' } },
  status: {
    containerStatuses: [
      { state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } }, lastState: { terminated: { reason: 'OOMKilled' } } },
    ],
  },
};
const job = (jobRole: string, phase = 'Failed') => ({
  metadata: { name: `orders-1-${jobRole}-x7k2p`, labels: { 'cnpg.io/jobRole': jobRole, 'job-name': `orders-1-${jobRole}` } },
  status: { phase },
});
const givenUp = { reason: 'BackoffLimitExceeded', message: '', involvedObject: { kind: 'Job', name: 'orders-1-initdb' } };
const onLostNode = {
  metadata: { name: 'orders-1' },
  spec: { nodeName: 'worker-2' },
  status: {
    conditions: [
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
      },
    ],
  },
};
const unmounted = {
  reason: 'FailedAttachVolume',
  message: 'Multi-Attach error for volume "pvc-1"',
  involvedObject: { kind: 'Pod', name: 'orders-1' },
};
const pending = { metadata: { name: 'orders-1' }, spec: { storageClassName: 'fast' }, status: { phase: 'Pending' } };
const awaited = { ...pending, metadata: { name: 'orders-1', annotations: { 'volume.kubernetes.io/selected-node': 'node-1' } } };

const rows: [because: string, evidence: Partial<Evidence>, reason: RegExp | undefined, blocking?: boolean][] = [
  ['nothing is wrong but time', {}, undefined],
  ['an image that cannot be pulled is named', { pods: [waiting('ImagePullBackOff')] }, /localhost\/postgresql:99 cannot be pulled/, true],
  ['a pod that only starts is no fault', { pods: [waiting('PodInitializing')] }, undefined],
  ['no node has room', { pods: [unschedulable] }, /Insufficient cpu.*smaller flavour/, true],
  ['a quota that is used up is told with its figures', { events: [quota] }, /quota is used up \(requested: requests.cpu=4/, true],
  [
    'a volume that cannot be made',
    { claims: [pending], events: [{ reason: 'ProvisioningFailed', message: 'no space in pool', involvedObject: { name: 'orders-1' } }] },
    /no space in pool/,
    true,
  ],
  ['a claim that waits for its pod is no fault', { claims: [pending] }, undefined],
  ['a volume that nobody makes', { claims: [awaited] }, /orders-1.*storage class "fast".*provisioner/, false],
  [
    'a volume that nobody makes, of a class that does not wait for pods',
    { claims: [pending], pods: [scheduled('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.')] },
    /orders-1.*storage class "fast".*provisioner/,
    false,
  ],
  [
    'a claim without a class where there is no default one',
    { claims: [classless], pods: [scheduled('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.')] },
    /no default storage class/,
    true,
  ],
  [
    'a volume that cannot be attached',
    { pods: [waiting('ContainerCreating')], events: [unmounted] },
    /cannot be attached to orders-1: Multi-Attach error/,
    false,
  ],
  ['a volume that could not be attached, and is', { events: [unmounted] }, undefined],
  [
    'nodes enough, but none without another instance of it',
    { pods: [scheduled("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.")] },
    /anti-affinity.*fewer instances/,
    true,
  ],
  ['an instance that has too little memory', { pods: [outOfMemory] }, /orders-1.*more memory.*larger flavour/, true],
  [
    'a volume that does not grow',
    { events: [{ reason: 'VolumeResizeFailed', message: 'not supported' }] },
    /does not grow: not supported/,
    false,
  ],
  [
    'a replica that ends again and again can be made anew',
    { pods: [waiting('CrashLoopBackOff', 'back-off 40s')] },
    /orders-1 ends again and again: back-off 40s.*copied anew/,
    true,
  ],
  [
    'a primary that ends again and again is not thrown away',
    { pods: [{ ...waiting('CrashLoopBackOff'), metadata: { name: 'orders-1', labels: { 'cnpg.io/instanceRole': 'primary' } } }] },
    /orders-1 ends again and again: \.$/,
    true,
  ],
  [
    'data that the new version refuses, which is kept as it was',
    { pods: [job('major-upgrade')] },
    /upgrade.*orders-1-major-upgrade-x7k2p.*set the version back/,
    true,
  ],
  [
    'a first step that failed and is tried again',
    { pods: [job('initdb'), job('initdb', 'Running')] },
    /"initdb" has failed.*tried again/,
    false,
  ],
  ['a first step that is tried no more', { pods: [job('initdb')], events: [givenUp] }, /"initdb" has failed.*not tried again/, true],
  ['a step that failed and was done after all', { pods: [job('join'), job('join', 'Succeeded')] }, undefined],
  ['an instance on a node that does not answer', { pods: [onLostNode] }, /node worker-2.*orders-1.*comes back with/, false],
  [
    'an instance that was moved away on purpose',
    {
      pods: [
        {
          ...onLostNode,
          status: { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: '' }] },
        },
      ],
    },
    undefined,
  ],
  ['an operator that is silent', { operator: { silentSeconds: 45, holdsSeconds: 15 } }, /45 s/, false],
  ['an operator whose lease still holds, or did until just now', { operator: { silentSeconds: 19, holdsSeconds: 15 } }, undefined],
  [
    'an operator that gave its lease back and is not followed by another',
    { operator: { silentSeconds: 7, holdsSeconds: 1 } },
    /7 s/,
    false,
  ],
  ['an operator nobody knows of is no fault', { operator: undefined }, undefined],
  [
    'the surest cause comes first',
    { pods: [waiting('ErrImagePull'), unschedulable], operator: { silentSeconds: 45, holdsSeconds: 15 } },
    /cannot be pulled/,
    true,
  ],
];

for (const [because, evidence, reason, blocking] of rows) {
  test(because, () => {
    const found = diagnose({ ...nothing, ...evidence });
    if (reason) assert.match(found?.reason ?? '', reason);
    else assert.equal(found, undefined);
    assert.equal(found?.blocking, blocking);
  });
}
