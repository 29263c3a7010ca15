import { API, API_PODS } from './api-deployment.ts';
import { LABELS } from './labels.ts';
import type { HorizontalPodAutoscaler } from './objects.ts';

export interface ScalingProps {
  readonly namespace: string;
  /** The least and the most pods of the API. */
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** Of the CPU that a pod requests, in percent: below the point where answers become slow, with room for a pod that starts. */
const CPU_PERCENT = 70;

/**
 * Every replica holds the same list of databases, so more pods do not make one smaller. Memory adds a pod only where one
 * comes near its limit (320 MiB) because of many open streams, which new connections then find elsewhere.
 */
const MEMORY = '280Mi';

/**
 * The API between `minReplicas` and `maxReplicas`. Up at once and by doubling, since requests wait meanwhile; down by one
 * pod a minute and only after five quiet minutes, so that a load that comes and goes does not make pods come and go.
 */
export const apiAutoscaler = ({ namespace, minReplicas, maxReplicas }: ScalingProps): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: API, namespace, labels: { [LABELS.managedBy]: 'postgres-paas', ...API_PODS } },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: API },
    minReplicas,
    maxReplicas,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: CPU_PERCENT } } },
      { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: MEMORY } } },
    ],
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [
          { type: 'Percent', value: 100, periodSeconds: 15 },
          { type: 'Pods', value: 2, periodSeconds: 15 },
        ],
      },
      scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
    },
  },
});
