import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { stringify } from 'yaml';

/** Prometheus' own program for rules, on some groups of them. Each function returns what it finds wrong, or nothing. */
export function promtool(groups: readonly object[]) {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-paas-rules-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'rules.yaml'), stringify({ groups }, { aliasDuplicateObjects: false }));
  const run = (...args: readonly string[]) => {
    const { stdout, stderr, status, error } = spawnSync('promtool', args, { encoding: 'utf8', cwd: folder });
    if (error) throw error;
    return status === 0 ? '' : `${stdout}${stderr}`;
  };
  return {
    checkRules: () => run('check', 'rules', 'rules.yaml'),
    /** @param tests as in a file of `promtool test rules` */
    testRules(tests: readonly object[]) {
      writeFileSync(join(folder, 'test.yaml'), stringify({ rule_files: ['rules.yaml'], evaluation_interval: '30s', tests }));
      return run('test', 'rules', 'test.yaml');
    },
  };
}
