import { Construct } from 'constructs';
import { ObjectstorageBucket } from '../bindings/stackit/objectstorage-bucket.js';
import { ObjectstorageCredential } from '../bindings/stackit/objectstorage-credential.js';
import { ObjectstorageCredentialsGroup } from '../bindings/stackit/objectstorage-credentials-group.js';
import { demand } from '../prop-error.ts';

export interface BackupStoreProps {
  readonly projectId: string;
  /** DNS-conform and unique in the region: 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucket: string;
  /** Name of the group that the keys belong to. */
  readonly credentialsGroup: string;
}

/** Object storage for backups: a bucket, and a group that keys for it are made in. */
export class BackupStore extends Construct {
  readonly bucket: ObjectstorageBucket;
  readonly credentialsGroup: ObjectstorageCredentialsGroup;

  /** @throws PropError for a name that object storage refuses */
  constructor(scope: Construct, id: string, props: BackupStoreProps) {
    super(scope, id);
    demand(
      /^[a-z0-9][-a-z0-9]{1,61}[a-z0-9]$/.test(props.bucket),
      'bucket',
      props.bucket,
      'be 3 to 63 lower-case letters, digits and hyphens',
    );
    this.bucket = new ObjectstorageBucket(this, 'bucket', { projectId: props.projectId, name: props.bucket });
    this.credentialsGroup = new ObjectstorageCredentialsGroup(this, 'group', { projectId: props.projectId, name: props.credentialsGroup });
  }

  /** A key pair of its own for who uses the bucket; made where it is used, so that it crosses no output. */
  static key(
    scope: Construct,
    id: string,
    props: { readonly projectId: string; readonly credentialsGroupId: string },
  ): ObjectstorageCredential {
    return new ObjectstorageCredential(scope, id, props);
  }
}
