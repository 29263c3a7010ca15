import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { DnsZone } from '../constructs/bindings/stackit/dns-zone.js';
import { StackitProvider } from '../constructs/bindings/stackit/provider.js';
import { ownership } from '../constructs/ownership.ts';
import { BackupStore } from '../constructs/ske/backup-store.ts';
import { SkeCluster } from '../constructs/ske/ske-cluster.ts';
import type { StackitConfig } from './config.ts';
import { keepState } from './state.ts';

/**
 * A managed cluster on STACKIT, object storage for its backups, and a DNS zone if one is named. Credentials come from
 * STACKIT_SERVICE_ACCOUNT_KEY_PATH when it is applied.
 */
export class Ske extends TerraformStack {
  static readonly id = 'ske';

  constructor(scope: Construct, config: StackitConfig) {
    super(scope, Ske.id);
    keepState(this, Ske.id, config);
    new StackitProvider(this, 'stackit', { defaultRegion: config.STACKIT_REGION });
    const owner = ownership({ prefix: config.NAME_PREFIX, environment: config.ENVIRONMENT });
    const projectId = config.STACKIT_PROJECT_ID;
    const { cluster } = this.#makeCluster(config);
    const store = new BackupStore(this, 'backups', {
      projectId,
      bucket: config.BACKUP_BUCKET || owner.name('backups'),
      credentialsGroup: owner.name('backups'),
    });
    new TerraformOutput(this, 'cluster_name', { value: cluster.name });
    new TerraformOutput(this, 'kubernetes_version', { value: cluster.kubernetesVersionUsed });
    new TerraformOutput(this, 'backup_bucket', { value: store.bucket.name });
    new TerraformOutput(this, 'backup_group', { value: store.credentialsGroup.credentialsGroupId });
    if (config.DNS_NAME) new DnsZone(this, 'zone', { projectId, name: owner.name('zone'), dnsName: config.DNS_NAME });
  }

  #makeCluster(config: StackitConfig) {
    return new SkeCluster(this, 'kubernetes', {
      ownership: ownership({ prefix: config.NAME_PREFIX, environment: config.ENVIRONMENT }),
      projectId: config.STACKIT_PROJECT_ID,
      name: config.SKE_CLUSTER_NAME,
      kubernetesVersion: config.SKE_KUBERNETES_VERSION,
      nodePools: [
        {
          name: 'databases',
          machineType: config.SKE_MACHINE_TYPE,
          minimum: config.SKE_NODES_MIN,
          maximum: config.SKE_NODES_MAX,
          zones: config.SKE_ZONES,
        },
      ],
      maintenance: { start: config.SKE_MAINTENANCE_START, end: config.SKE_MAINTENANCE_END },
      adminCidrs: config.ADMIN_CIDRS,
      ...(config.DNS_NAME && { dnsZones: [config.DNS_NAME] }),
    });
  }
}
