import { readdir, readlink } from 'node:fs/promises';

/** Processes of any kind that work in a folder or below. Linux only: elsewhere there is no /proc. */
export async function processesBelow(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map(async (pid) => ({ pid, place: await readlink(`/proc/${pid}/cwd`).catch(() => '') })));
  return places.filter(({ place }) => place.startsWith(folder)).map(({ pid }) => Number(pid));
}
