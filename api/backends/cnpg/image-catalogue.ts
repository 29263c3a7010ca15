import type { WriteParts } from './cluster-requests.ts';

/** The major versions of PostgreSQL for which the platform has images, the lowest first. @throws KubernetesError */
export async function catalogueVersions({ client, platform }: Pick<WriteParts, 'client' | 'platform'>): Promise<readonly number[]> {
  const path = `/apis/postgresql.cnpg.io/v1/clusterimagecatalogs/${platform.imageCatalog}`;
  const { spec } = await client.request<{ spec: { images: { major: number }[] } }>({ method: 'GET', path });
  return spec.images.map(({ major }) => major).toSorted((a, b) => a - b);
}
