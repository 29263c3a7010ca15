import { LABELS, metadataFor, type Owner } from './labels.ts';
import type { PodMonitor } from './objects.ts';
import type { DatabaseProps } from './props.ts';

/** Metrics of every instance and pooler, with project and database on each series. CloudNativePG's own `enablePodMonitor` is deprecated. */
export function podMonitor(props: DatabaseProps, owner?: Owner): PodMonitor {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: metadataFor(props, props.name, owner),
    spec: {
      selector: {
        matchLabels: { 'cnpg.io/cluster': props.name },
        matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'In', values: ['instance', 'pooler'] }],
      },
      podTargetLabels: [LABELS.project, LABELS.database, 'cnpg.io/instanceRole', 'cnpg.io/poolerName'],
      podMetricsEndpoints: [{ port: 'metrics' }],
    },
  };
}
