/** `oci-archive.ts ROOT NAME:TAG CONFIG-JSON OUT.tar`: packs a root folder as an OCI image of one layer. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const [root, image, config, out] = process.argv.slice(2);
if (!root || !image || !config || !out) throw new Error('usage: oci-archive.ts ROOT NAME:TAG CONFIG-JSON OUT.tar');

const OCI = 'application/vnd.oci.image';
const work = mkdtempSync(join(dirname(out), '.oci-'));
try {
  await pack(root, image, JSON.parse(config), out);
} finally {
  rmSync(work, { recursive: true });
}

async function pack(from: string, name: string, settings: unknown, to: string) {
  mkdirSync(join(work, 'blobs/sha256'), { recursive: true });
  const platform = { architecture: 'amd64', os: 'linux' };
  execFileSync('tar', ['--numeric-owner', '--sort=name', '--mtime=@0', '--xattrs', '-C', from, '-cf', join(work, 'blob'), '.']);
  const layer = await store(`${OCI}.layer.v1.tar`);
  const rootfs = { type: 'layers', diff_ids: [layer.digest] };
  const configuration = await storeJson(`${OCI}.config.v1+json`, {
    ...platform,
    config: settings,
    rootfs,
    history: [{ created_by: 'cluster lab' }],
  });
  const manifest = await storeJson(`${OCI}.manifest.v1+json`, {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: configuration,
    layers: [layer],
  });
  const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name.split(':').at(-1) };
  writeFileSync(join(work, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, platform, annotations }] }));
  writeFileSync(join(work, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  execFileSync('tar', ['-C', work, '-cf', `${to}.part`, 'oci-layout', 'index.json', 'blobs']);
  renameSync(`${to}.part`, to);
}

function storeJson(mediaType: string, content: unknown) {
  writeFileSync(join(work, 'blob'), JSON.stringify(content));
  return store(mediaType);
}

/** Moves the file `blob` to where its digest says. */
async function store(mediaType: string): Promise<Descriptor> {
  const path = join(work, 'blob');
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const hex = hash.digest('hex');
  const { size } = statSync(path);
  renameSync(path, join(work, 'blobs/sha256', hex));
  return { mediaType, digest: `sha256:${hex}`, size };
}
