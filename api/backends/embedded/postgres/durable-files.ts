import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Account, giveTo } from './account.ts';

/** Replaces a file so that a reader, or a machine that lost power, sees the old content or the new, never a part. */
export async function writeDurably(
  path: string,
  content: string | Uint8Array,
  { mode = 0o600, account = {} as Account } = {},
): Promise<void> {
  const unfinished = `${path}.new`;
  const file = await open(unfinished, 'w', mode);
  try {
    await file.writeFile(content);
    await file.chmod(mode);
    await file.sync();
  } catch (error) {
    await rm(unfinished, { force: true }); // on a full disk every block counts
    throw error;
  } finally {
    await file.close();
  }
  await giveTo(account, unfinished);
  await renameDurably(unfinished, path);
}

/** A rename that outlives a power cut once this returns. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Windows cannot open folders; its file systems journal names themselves. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
