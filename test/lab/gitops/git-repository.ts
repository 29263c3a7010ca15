import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A bare Git repository on this machine and a work tree of it: the fork that the owner of a platform has. */
export interface GitRepository {
  readonly url: string;
  /** Writes files, removes those whose text is undefined, and pushes one commit. Gives its hash. */
  commit(message: string, files: ReadonlyMap<string, string | undefined>): string;
}

/** A new one, empty. */
export function makeRepository(folder: string): GitRepository {
  const { bare, work, git } = placesOf(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  git('init', '-q', '--bare', '-b', 'main', bare);
  git('init', '-q', '-b', 'main', '.');
  git('remote', 'add', 'origin', bare);
  return openRepository(folder);
}

/** One that was made before. */
export function openRepository(folder: string): GitRepository {
  const { bare, work, git } = placesOf(folder);
  return {
    url: `file://${bare}`,
    commit(message, files) {
      for (const [path, text] of files) put(join(work, path), text);
      git('add', '-A');
      git('-c', 'user.name=owner', '-c', 'user.email=owner@lab.test', 'commit', '-q', '--allow-empty', '-m', message);
      git('push', '-q', 'origin', 'HEAD:main');
      return git('rev-parse', 'HEAD');
    },
  };
}

function placesOf(folder: string) {
  const work = join(folder, 'checkout');
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: work, encoding: 'utf8' }).trim();
  return { bare: join(folder, 'platform.git'), work, git };
}

function put(file: string, text: string | undefined): void {
  if (text === undefined) rmSync(file, { force: true });
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
