import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A real file system of its own, with an end that can be reached. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all but `left` bytes of what is free. */
  fill(left?: number): Promise<void>;
  /** Gives back what `fill` took. */
  empty(): Promise<void>;
  /** Takes it away, however much still runs on it; again does nothing. */
  unmount(): Promise<void>;
}

const MiB = 1024 ** 2;

/** Mounts it on a folder, which is made when it is missing. */
export async function smallDisk(path: string, mebibytes: number): Promise<SmallDisk> {
  await mkdir(path, { recursive: true, mode: 0o711 });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0711`, 'postgres-paas-test', path]);
  const filler = join(path, 'filler');
  let isMounted = true;
  return {
    path,
    async fill(left = 0) {
      const file = await open(filler, 'a', 0o600);
      const { bavail, bsize } = await statfs(path);
      if (left > 0) await file.write(Buffer.alloc(bavail * bsize - left));
      else for (let size = MiB; size >= 4096; size /= 2) await untilFull(() => file.write(Buffer.alloc(size)));
      await file.close();
    },
    empty: () => rm(filler, { force: true }),
    async unmount() {
      // lazily: what a test that failed left running would keep it busy
      if (isMounted) await run('umount', ['--lazy', path]);
      isMounted = false;
    },
  };
}

async function untilFull(write: () => Promise<{ bytesWritten: number }>): Promise<void> {
  try {
    while ((await write()).bytesWritten > 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

/** For the test runner: why no file system can be mounted here, or false when one can. */
export async function cannotMount(): Promise<string | false> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a small file system';
  const place = await mkdtemp(join(tmpdir(), 'postgres-paas-mount-'));
  try {
    await chmod(place, 0o711);
    await (await smallDisk(place, 1)).unmount();
    return false;
  } catch (error) {
    return `no file system can be mounted here: ${error instanceof Error ? error.message.trim() : error}`;
  } finally {
    await rmdir(place);
  }
}
