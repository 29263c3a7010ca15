import { ANNOTATIONS, LABELS, tenantLabels } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { DatabaseSpec, Flavour } from '../../domain/database.ts';

/** The tenant's words back from the Cluster; what others wrote by hand or by Git is read the same way. */
export function specOfCluster({ metadata, spec, status }: Cluster): DatabaseSpec {
  const labels = metadata.labels ?? {};
  const annotations = metadata.annotations ?? {};
  return {
    version: spec.imageCatalogRef?.major ?? status?.pgDataImageInfo?.majorVersion ?? 0,
    instances: spec.instances,
    flavour: flavourOf(labels[LABELS.flavour]),
    storageGiB: gibibytesOf(spec.storage?.size),
    synchronous: spec.postgresql?.synchronous !== undefined,
    parameters: tenantParameters(annotations[ANNOTATIONS.parameters], spec.postgresql?.parameters ?? {}),
    labels: tenantLabels(labels),
    description: spec.description ?? '',
    deletionProtection: annotations[ANNOTATIONS.deletionProtection] === 'true',
  };
}

const FLAVOURS: readonly Flavour[] = ['small', 'medium', 'large'];

const flavourOf = (label: string | undefined): Flavour => FLAVOURS.find((flavour) => flavour === label) ?? 'small';

/** The webhook fills in a dozen parameters and the flavour others: the annotation says which are the tenant's. */
function tenantParameters(annotation: string | undefined, all: Readonly<Record<string, string>>): Record<string, string> {
  const names = namesIn(annotation);
  return Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

function namesIn(annotation = '[]'): string[] {
  try {
    const names: unknown = JSON.parse(annotation);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

const GIBIBYTES: Readonly<Record<string, number>> = {
  Mi: 1 / 1024,
  Gi: 1,
  Ti: 1024,
  M: 1e6 / 2 ** 30,
  G: 1e9 / 2 ** 30,
  T: 1e12 / 2 ** 30,
};

/** Rounded up: a volume of 512Mi is one that was asked for as 1 GiB or less. */
export function gibibytesOf(quantity = '0'): number {
  const [, digits = '0', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Math.ceil(Number(digits) * (GIBIBYTES[unit] ?? 1 / 2 ** 30));
}
