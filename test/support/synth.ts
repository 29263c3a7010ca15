import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type App, TerraformStack, Testing } from 'cdktf';
import { z } from 'zod';
import { type OpenstackConfig, readConfig, type StackitConfig } from '../../stacks/config.ts';

const Block = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

/** Terraform JSON as far as tests look into it: type -> name -> attributes. */
const TerraformJson = z.looseObject({
  resource: Block.default({}),
  data: Block.default({}),
  output: z.record(z.string(), z.looseObject({ value: z.unknown(), sensitive: z.boolean().optional() })).default({}),
  provider: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).default({}),
});
export type TerraformJson = z.output<typeof TerraformJson>;
export type Attributes = Readonly<Record<string, unknown>>;

/** A folder for an App, which makes one of its own otherwise and leaves it behind. It goes when the test that asks for it ends. */
export function temporaryOutdir(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'postgres-paas-synth-'));
  after(() => rmSync(outdir, { recursive: true, force: true }));
  return outdir;
}

/** An app to put stacks into. */
export const testingApp = (): App => Testing.app({ outdir: temporaryOutdir() });

/** What a stack becomes. */
export function synthesise(stack: TerraformStack): TerraformJson {
  return TerraformJson.parse(JSON.parse(Testing.synth(stack)));
}

/** A stack made only of what `build` puts into it. */
export function synthesiseParts(build: (stack: TerraformStack) => void): TerraformJson {
  const stack = new TerraformStack(testingApp(), 'parts');
  build(stack);
  return synthesise(stack);
}

/** All resources of a type, in order of their names. */
export function resources({ resource }: TerraformJson, type: string): Attributes[] {
  return Object.entries(resource[type] ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, attributes]) => attributes);
}

/** The only resource of a type. */
export function theOnly(json: TerraformJson, type: string): Attributes {
  const [only, ...others] = resources(json, type);
  if (only === undefined || others.length > 0) throw new Error(`expected one ${type}, found ${resources(json, type).length}`);
  return only;
}

export const exampleKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl example';

/** A usable configuration for OpenStack; `changes` are environment variables. */
export function openstackConfig(changes: Readonly<Record<string, string>> = {}): OpenstackConfig {
  const config = readConfig({ PLATFORM: 'openstack', ADMIN_CIDRS: '198.51.100.0/24', SSH_PUBLIC_KEY: exampleKey, ...changes });
  if (config.PLATFORM !== 'openstack') throw new Error('not an OpenStack configuration');
  return config;
}
/** A usable configuration for STACKIT; `changes` are environment variables. */
export function stackitConfig(changes: Readonly<Record<string, string>> = {}): StackitConfig {
  const project = { STACKIT_PROJECT_ID: '6f1d4a52-9c0e-4b7e-8f43-0d6f3f1f0a11', ADMIN_CIDRS: '198.51.100.0/24' };
  const config = readConfig({ PLATFORM: 'stackit', ...project, ...changes });
  if (config.PLATFORM !== 'stackit') throw new Error('not a STACKIT configuration');
  return config;
}
