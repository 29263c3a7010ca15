import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a script of ours as another user, and returns what it printed. @throws with what it complained about */
export async function spawnAs(
  user: { readonly uid: number; readonly gid: number },
  script: string,
  args: readonly string[],
): Promise<string> {
  const { stdout } = await run(process.execPath, [script, ...args], { ...user, cwd: '/', env: { PATH: process.env.PATH } });
  return stdout;
}
