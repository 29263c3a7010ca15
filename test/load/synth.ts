import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { App, TerraformStack } from 'cdktf';
import { stringify } from 'yaml';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { ManagedPostgres } from '../../constructs/managed-postgres/managed-postgres.ts';
import { cluster } from '../../constructs/manifests/cluster.ts';
import { PLATFORM_DEFAULTS } from '../../constructs/manifests/props.ts';
import type { Figure } from './report.ts';

const unit = (index: number) => ({
  name: `db-${index}`,
  project: 'shop',
  ...SPEC_DEFAULTS,
  instances: 3,
  synchronous: true,
  deletionProtection: true,
});

/** P8: what databases add to a synth, beside the same objects written as plain YAML. */
export async function measureSynth(): Promise<Figure[]> {
  for (const count of [0, 100]) synth(count); // the first run pays for compiling
  const fixed = best(() => synth(0));
  const hundred = best(() => synth(100)) - fixed;
  const thousand = best(() => synth(1000)) - fixed;
  const raw = best(() => timed(() => Array.from({ length: 100 }, (_, index) => stringify(cluster(unit(index), PLATFORM_DEFAULTS)))));
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return [
    { what: `P8 synth of 100 databases, over ${ms(fixed)} for none`, value: ms(hundred), bar: '<= 250 ms', met: hundred <= 250 },
    { what: 'P8 synth of 1,000 databases, for each 100', value: ms(thousand / 10), bar: '<= 250 ms', met: thousand <= 2500 },
    { what: 'P8 control: the same 100 as plain YAML', value: ms(raw), bar: 'none', met: true },
  ];
}

/** Milliseconds to synthesise a stack of so many databases. */
function synth(databases: number): number {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    return timed(() => {
      const app = new App({ outdir });
      const stack = new TerraformStack(app, 'databases');
      new KubernetesProvider(stack, 'kubernetes', {});
      for (let index = 0; index < databases; index += 1) new ManagedPostgres(stack, `db-${index}`, unit(index));
      app.synth();
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The least of three: what else the machine does can only add. */
const best = (measure: () => number) => Math.min(measure(), measure(), measure());

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
