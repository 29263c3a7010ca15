import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const CONSTRUCTS = join(import.meta.dirname, '../../constructs');

/** Builds the package of the constructs and packs it into `folder`. @returns the path of the tarball, as others install it */
export function packConstructs(folder: string): string {
  const report = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: CONSTRUCTS, encoding: 'utf8' });
  const [packed] = JSON.parse(report.replace(/^[^[]*/, ''));
  return join(folder, packed.filename);
}
