import {
  DataTerraformRemoteStateLocal,
  DataTerraformRemoteStatePg,
  DataTerraformRemoteStateS3,
  LocalBackend,
  PgBackend,
  S3Backend,
  type TerraformRemoteState,
  type TerraformStack,
} from 'cdktf';
import type { StacksConfig } from './config.ts';

/**
 * Where the state of a stack is kept and read from by others. Local paths are relative, so that the generated JSON is the
 * same on every machine; connection strings and keys come from PG_CONN_STR and AWS_* at run time and are never written.
 */
export function keepState(stack: TerraformStack, name: string, config: StacksConfig): void {
  stack.addOverride('terraform.required_version', '>= 1.6.0'); // of Terraform and of OpenTofu alike
  if (config.STATE_BACKEND === 'local') new LocalBackend(stack, localState(name, config));
  if (config.STATE_BACKEND === 'pg') new PgBackend(stack, postgresState(name, config)).addOverride('conn_str', undefined);
  if (config.STATE_BACKEND === 's3') new S3Backend(stack, s3State(name, config));
}

/** Outputs of the stack called `name`, wherever it keeps them. */
export function readState(stack: TerraformStack, name: string, config: StacksConfig): TerraformRemoteState {
  const id = `${name}-state`;
  if (config.STATE_BACKEND === 'pg') return readPostgres(stack, id, postgresState(name, config));
  if (config.STATE_BACKEND === 's3') return new DataTerraformRemoteStateS3(stack, id, s3State(name, config));
  return new DataTerraformRemoteStateLocal(stack, id, localState(name, config));
}

function readPostgres(stack: TerraformStack, id: string, config: ReturnType<typeof postgresState>): TerraformRemoteState {
  const state = new DataTerraformRemoteStatePg(stack, id, config);
  state.addOverride('config.conn_str', undefined);
  return state;
}

const localState = (name: string, config: StacksConfig) => ({ path: `${config.STATE_PATH}/${stateName(name, config)}.tfstate` });

/** Prefix and environment are both in it: each pair is a platform of its own, with nothing in common with another. */
const stateName = (name: string, { NAME_PREFIX, ENVIRONMENT }: StacksConfig) => `${NAME_PREFIX}-${ENVIRONMENT}-${name}`;

/** One schema a stack; Terraform locks it with an advisory lock. */
const postgresState = (name: string, config: StacksConfig) => ({
  connStr: '', // required by cdktf; left out of what is written, so that PG_CONN_STR counts: it carries a password
  schemaName: stateName(name, config).replaceAll('-', '_'),
});

function s3State(name: string, config: StacksConfig) {
  const other = {
    endpoints: { s3: config.STATE_ENDPOINT },
    skipCredentialsValidation: true,
    skipRegionValidation: true,
    skipRequestingAccountId: true,
  };
  return {
    bucket: config.STATE_BUCKET,
    key: `${config.NAME_PREFIX}/${config.ENVIRONMENT}/${name}.tfstate`,
    region: config.STATE_REGION,
    useLockfile: true,
    ...(config.STATE_ENDPOINT === '' ? {} : { ...other, usePathStyle: true }),
  };
}
