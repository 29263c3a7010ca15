import { demand } from './prop-error.ts';

export interface OwnershipProps {
  /** First part of every name, so that two installations can share a project. Lower-case letters, digits, hyphens; at most 20. */
  readonly prefix: string;
  /** What it is for, such as `lab` or `production`: second part of every name, and a tag. At most 15. */
  readonly environment: string;
}

/** Says of every cloud object whose it is: one rule for names, tags and labels. */
export interface Ownership extends OwnershipProps {
  /** `<prefix>-<environment>-<what>` */
  name(what: string): string;
  /** For OpenStack: a list of `key=value`. */
  readonly tags: string[];
  /** For Kubernetes and STACKIT: `app.kubernetes.io` labels. */
  readonly labels: Record<string, string>;
}

/** @throws PropError for a prefix or an environment that some cloud would refuse in a name */
export function ownership({ prefix, environment }: OwnershipProps): Ownership {
  demand(/^[a-z]([-a-z0-9]{0,18}[a-z0-9])?$/.test(prefix), 'prefix', prefix, 'be lower-case letters, digits and hyphens, at most 20');
  demand(
    /^[a-z]([-a-z0-9]{0,13}[a-z0-9])?$/.test(environment),
    'environment',
    environment,
    'be lower-case letters, digits and hyphens, at most 15',
  );
  return {
    prefix,
    environment,
    name: (what) => `${prefix}-${environment}-${what}`,
    tags: [`environment=${environment}`, 'managed-by=terraform', `part-of=${prefix}`],
    labels: {
      'app.kubernetes.io/part-of': prefix,
      'app.kubernetes.io/managed-by': 'terraform',
      'postgres-paas.io/environment': environment,
    },
  };
}
