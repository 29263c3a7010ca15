/** What all requests that write Clusters have in common. */
import { ANNOTATIONS, namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { ProjectProps } from '../../../constructs/manifests/project.ts';
import type { Platform } from '../../../constructs/manifests/props.ts';
import type { DatabaseRef } from '../../domain/database.ts';
import type { KubernetesClient } from './client.ts';

export type ProjectSettings = Omit<ProjectProps, 'project'>;

export interface WriteParts {
  readonly client: KubernetesClient;
  readonly platform: Platform;
  /** What every project gets. */
  readonly project: ProjectSettings;
  /** Of what goes wrong when nobody waits any more. */
  readonly report: (error: unknown) => void;
  /** How long a caller waits; 10 s unless given. */
  readonly writeDeadlineMs?: number;
}

export const collection = (project: string) => `/apis/postgresql.cnpg.io/v1/namespaces/${namespaceOf(project)}/clusters`;
export const pathOf = ({ project, name }: DatabaseRef) => `${collection(project)}/${name}`;

const WRITE_MS = 10_000;
/** The rest of the time serves to find out what became of a first request that was not answered. */
const FIRST_PART = 0.7;

/** When a write is given up: its first request, and all of it. */
export const writeDeadlines = (wholeMs = WRITE_MS) => ({
  first: AbortSignal.timeout(wholeMs * FIRST_PART),
  whole: AbortSignal.timeout(wholeMs),
});

/** Whose write it was last. */
export const intentOf = ({ metadata }: Cluster) => metadata.annotations?.[ANNOTATIONS.intent];

export const withAnnotations = (object: Cluster, more: Record<string, string>): Cluster => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...more } },
});
