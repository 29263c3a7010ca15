import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** How often a file is looked at, in milliseconds: what a person does not notice. */
const PERIOD_MS = 100;

/**
 * The lines of a file that somebody else still writes, as they come; an unfinished last line counts once the writer has ended.
 *
 * @param ended settles when nothing more will be written
 */
export async function* linesOf(path: string, ended: Promise<unknown>): AsyncGenerator<string> {
  let isWritten = false;
  const end = ended.then(
    () => (isWritten = true),
    () => (isWritten = true),
  );
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.alloc(65_536);
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const isLast = isWritten; // asked before the read: what was written until the end is then read for certain
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      const lines = (rest + decoder.decode(chunk.subarray(0, bytesRead), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
      if (bytesRead > 0) continue;
      if (isLast) break;
      await Promise.race([end, pause(PERIOD_MS)]);
    }
    if (rest !== '') yield rest;
  } finally {
    await file.close();
  }
}
