import { metadataFor, namespaceOf, type Owner } from './labels.ts';
import type { ObjectStore, ScheduledBackup } from './objects.ts';
import type { DatabaseProps } from './props.ts';

export interface ObjectStoreProps {
  readonly name: string;
  readonly project: string;
  /** For example `s3://backups/`. */
  readonly destination: string;
  /** undefined for AWS itself. */
  readonly endpoint: string | undefined;
  /** Secret in the same namespace with the keys ACCESS_KEY_ID and ACCESS_SECRET_KEY. */
  readonly secret: string;
  readonly retentionDays: number;
}

/** Of the container that archives beside each instance. Requests equal limits, or the pod of a database would not be Guaranteed. */
const SIDECAR = { cpu: '250m', memory: '384Mi' };

/** Where backups and WAL of a project go. Retention stands here: the field in the Cluster is for the in-tree method that 1.31 removes. */
export function objectStore(props: ObjectStoreProps): ObjectStore {
  const fromSecret = (key: string) => ({ name: props.secret, key });
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name: props.name, namespace: namespaceOf(props.project) },
    spec: {
      retentionPolicy: `${props.retentionDays}d`,
      configuration: {
        destinationPath: props.destination,
        ...(props.endpoint && { endpointURL: props.endpoint }),
        s3Credentials: { accessKeyId: fromSecret('ACCESS_KEY_ID'), secretAccessKey: fromSecret('ACCESS_SECRET_KEY') },
        wal: { compression: 'gzip' },
        data: { compression: 'gzip' },
      },
      instanceSidecarConfiguration: { resources: { requests: SIDECAR, limits: SIDECAR } },
    },
  };
}

/**
 * Base backups on a timetable.
 * @param schedule five fields as in crontab; CloudNativePG wants six, with the seconds first
 */
export function scheduledBackup(props: DatabaseProps, schedule: string, owner?: Owner): ScheduledBackup {
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5)
    throw new Error(`The schedule "${schedule}" has ${fields.length} fields; give five, for example "0 3 * * *" for 3:00 each day.`);
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: metadataFor(props, props.name, owner),
    spec: {
      cluster: { name: props.name },
      schedule: `0 ${fields.join(' ')}`,
      method: 'plugin',
      pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
      backupOwnerReference: 'self',
    },
  };
}
