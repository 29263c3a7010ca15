/**
 * `sbom.ts FILE NPM-OPTIONS...`: writes the bill of materials of this checkout (CycloneDX) for an image. Without serial number and
 * time of day, so that the same files give the same image.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [file, ...options] = process.argv.slice(2);
if (!file) throw new Error('usage: sbom.ts FILE NPM-OPTIONS...');
const { serialNumber: _, ...bill } = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', ...options], { encoding: 'utf8', maxBuffer: 64 << 20 }),
);
// npm names it after the folder of the build
const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
const { timestamp: __, ...metadata } = bill.metadata;
writeFileSync(file, JSON.stringify({ ...bill, metadata: { ...metadata, component: { ...metadata.component, name } } }));
