import { join } from 'node:path';
import { Release } from '@cdktf/provider-helm/lib/release/index.js';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { stringify } from 'yaml';
import { demand } from '../prop-error.ts';
import type { ArgoCd } from './argo-cd.ts';

export interface RootApplicationProps {
  readonly argoCd: ArgoCd;
  /** Git URL, https or ssh. Credentials for it belong into a Secret of Argo CD, not into the URL. */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Folder of the repository that holds the applications. */
  readonly path: string;
}

/**
 * The one application from which Git takes over. It is a release of a tiny chart beside this file and not a
 * `kubernetes_manifest`, because that asks the cluster for the kind at plan time, when Argo CD has not brought it yet.
 */
export class RootApplication extends Construct {
  readonly release: Release;

  /** @throws PropError for a repository with a password in it, or none */
  constructor(scope: Construct, id: string, props: RootApplicationProps) {
    super(scope, id);
    demand(
      /^(https:\/\/|ssh:\/\/|git@)[^\s]+$/.test(props.repository),
      'repository',
      props.repository,
      'be an https or ssh URL of a Git repository',
    );
    demand(
      !/^https:\/\/[^/]*@|^ssh:\/\/[^/]*:[^/]*@|[?#]/.test(props.repository),
      'repository',
      '(hidden)',
      'carry no user or password: make a repository Secret in Argo CD instead',
    );
    demand(!props.path.startsWith('/') && !props.path.split('/').includes('..'), 'path', props.path, 'lie inside the repository');
    const chart = new TerraformAsset(this, 'chart', { path: join(import.meta.dirname, 'root-application'), type: AssetType.DIRECTORY });
    this.release = new Release(this, 'release', {
      name: 'root-application',
      chart: `./${chart.path}`,
      namespace: props.argoCd.namespace,
      upgradeInstall: true,
      atomic: true,
      values: [stringify({ repository: props.repository, revision: props.revision, path: props.path })],
      dependsOn: [props.argoCd.release],
    });
  }
}
