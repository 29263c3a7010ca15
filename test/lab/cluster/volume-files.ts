/** The files behind the lab's volumes: a folder, or a sparse file on a loop device. */
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, ftruncateSync, mkdirSync, openSync, rmSync } from 'node:fs';

interface LocalSource {
  readonly path: string;
  readonly fsType?: string;
}

/** XFS does not come smaller. */
const SMALLEST_DISK_BYTES = 300 * 2 ** 20;

export function makeVolume(path: string, bytes: number, disk: boolean): LocalSource {
  if (!disk) return makeFolder(path);
  if (bytes < SMALLEST_DISK_BYTES) throw new Error(`An XFS volume needs at least 300Mi; asked for are ${bytes} bytes.`);
  setSize(imageOf(path), bytes);
  return { path: loopDeviceOf(path) || losetup('--find', '--show', imageOf(path)), fsType: 'xfs' };
}

export function growVolume(path: string, bytes: number) {
  setSize(imageOf(path), bytes);
  losetup('--set-capacity', loopDeviceOf(path));
}

export function removeVolume(path: string) {
  const device = loopDeviceOf(path);
  if (device) losetup('--detach', device);
  rmSync(imageOf(path), { force: true });
  rmSync(path, { recursive: true, force: true });
}

/** World-writable, as a fresh disk that one pod sees: fsGroup narrows it at mount. */
function makeFolder(path: string): LocalSource {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o777);
  return { path };
}

const imageOf = (path: string) => `${path}.img`;

function loopDeviceOf(path: string): string {
  if (!existsSync(imageOf(path))) return '';
  return losetup('--noheadings', '--output', 'NAME', '--associated', imageOf(path)).split('\n')[0] ?? '';
}

const losetup = (...options: string[]) => execFileSync('losetup', options, { encoding: 'utf8' }).trim();

function setSize(file: string, bytes: number) {
  const descriptor = openSync(file, 'a', 0o600);
  ftruncateSync(descriptor, bytes);
  closeSync(descriptor);
}
