import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { CHARTS } from '../../scripts/gitops/charts.ts';

const ROOT = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, { 'timeout-minutes'?: number; steps: { uses?: string; run?: string }[] }>>;
}

for (const file of globSync('.github/workflows/*.yml', { cwd: ROOT })) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const { permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test(`${basename(file)}: an action is what its commit is, with the version for people`, () => {
    for (const [, action, pin] of text.matchAll(/uses: ([^@\s]+)@(.*)/g))
      assert.match(pin ?? '', /^[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${action}@${pin}`);
  });

  test(`${basename(file)}: what it runs can be run here`, () => {
    const asked = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm (?:run )?(?:--silent )?([\w:]+)/g)].map(([, name = '']) => name));
    assert.deepEqual(
      asked.filter((name) => !(name in scripts)),
      [],
    );
  });

  test(`${basename(file)}: it may read and no more unless a job says so, and every job ends`, () => {
    assert.deepEqual(permissions, { contents: 'read' });
    assert.deepEqual(
      Object.entries(jobs).filter(([, job]) => !job['timeout-minutes']),
      [],
    );
  });
}

test('Renovate finds the version of every chart', () => {
  const { customManagers } = JSON.parse(readFileSync(join(ROOT, '.github/renovate.json'), 'utf8'));
  const { managerFilePatterns, matchStrings } = customManagers[0];
  const found = [...readFileSync(join(ROOT, managerFilePatterns[0]), 'utf8').matchAll(new RegExp(matchStrings[0], 'g'))];
  const versions = found.map(({ groups }) => [groups?.depName?.split('/').at(-1), groups?.currentValue]);
  assert.deepEqual(
    versions,
    Object.values(CHARTS).map(({ chart, version }) => [chart, version]),
  );
});
