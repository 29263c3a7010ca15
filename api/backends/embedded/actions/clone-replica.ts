import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DatabaseContext } from '../context.ts';
import { replicaName } from '../instance-settings.ts';
import { limiter } from '../limiter.ts';
import { type Account, giveTo } from '../postgres/account.ts';
import { renameDurably } from '../postgres/durable-files.ts';
import { killPostmaster, type Server } from '../postgres/postmaster.ts';
import type { Session } from '../postgres/session.ts';
import { writeConfiguration } from './configure.ts';
import { createSlot } from './replication.ts';
import { startServer } from './run-server.ts';

const run = promisify(execFile);

/** Folders whose content a copy must not have; from the documentation of PostgreSQL, "Making a Base Backup". */
const EMPTIED = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']);
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'standby.signal',
  'recovery.signal',
  'backup_label',
  'backup_label.old',
  'postgresql.conf',
  'pg_hba.conf',
  'pg_internal.init',
]);

/** A cluster has about a thousand small files; one by one they cost a turn of the event loop each. */
const FILES_AT_ONCE = 16;

interface Copying {
  readonly from: string;
  readonly to: string;
  readonly account: Account;
  readonly signal: AbortSignal;
  /** Called after each file. */
  copied(): void;
}

/**
 * Makes a replica out of the running primary, in place of whatever the instance had before. The copy gets its name when
 * it is whole and on disk; what was there is kept aside until the replica follows. Only a few are made at once; waiting
 * for that, as everything here, ends when `signal` is aborted.
 */
export async function cloneReplica(context: DatabaseContext, ordinal: number, signal: AbortSignal): Promise<void> {
  const instance = context.instance(ordinal);
  const { folder } = instance.server;
  context.expectEnd(ordinal);
  instance.release();
  await killPostmaster(instance.server);
  await rm(`${folder}.new`, { recursive: true, force: true });
  await copyPrimary(context, ordinal, { to: `${folder}.new`, signal });
  signal.throwIfAborted();
  await putInPlace(folder);
  Object.assign(context.memory(ordinal), { failedStarts: 0, strandedSince: undefined, startup: undefined });
  await startServer(context, ordinal, signal);
}

async function putInPlace(folder: string): Promise<void> {
  if (existsSync(folder)) {
    await rm(`${folder}.old`, { recursive: true, force: true });
    await rename(folder, `${folder}.old`);
  }
  await renameDurably(`${folder}.new`, folder);
}

/** A copy in which no file has come for this long has a primary or a disk that hangs. */
const STALLED_MS = 30_000;

/** The session that began the backup must end it; when it is lost, or nothing moves any more, so is the copy. */
async function copyPrimary(
  context: DatabaseContext,
  ordinal: number,
  { to, signal: given }: { to: string; signal: AbortSignal },
): Promise<void> {
  const { site, record } = context;
  const primary = context.instance(record.primary);
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, given]);
  const stalled = setTimeout(
    () => lost.abort(new Error(`Copying ${context.name(ordinal)} made no progress for ${STALLED_MS / 1000} s.`)),
    STALLED_MS,
  );
  const session = await primary.connect(signal);
  session.once('end', () => lost.abort(new Error(`The primary went away while ${context.name(ordinal)} was being copied.`)));
  try {
    await makeSlot(session, replicaName(ordinal));
    await session.query('SELECT pg_backup_start($1, true)', [replicaName(ordinal)]);
    await copyFolder({ from: primary.server.folder, to, account: site.folder.account, signal, copied: () => void stalled.refresh() });
    const { rows } = await session.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    await makeStandby(context, ordinal, { folder: to, label: rows[0]?.labelfile ?? '' });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(stalled);
    await session.end().catch(() => undefined);
  }
  if (site.durable) await flush(primary.server, { folder: to, signal: given });
}

/** A slot from before may have lost what the new copy needs. */
async function makeSlot(session: Session, name: string): Promise<void> {
  await session.query(
    `SELECT pg_terminate_backend(active_pid, 1000) FROM pg_replication_slots WHERE slot_name = $1 AND active_pid IS NOT NULL`,
    [name],
  );
  await session.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1', [name]);
  await createSlot(session, name);
}

async function makeStandby(context: DatabaseContext, ordinal: number, copy: { folder: string; label: string }): Promise<void> {
  const { account } = context.site.folder;
  await mkdir(join(copy.folder, 'pg_wal', 'archive_status'), { mode: 0o700 });
  await giveTo(account, join(copy.folder, 'pg_wal', 'archive_status'));
  for (const [name, content] of [
    ['backup_label', copy.label],
    ['standby.signal', ''],
  ] as const) {
    await writeFile(join(copy.folder, name), content, { mode: 0o600 });
    await giveTo(account, join(copy.folder, name));
  }
  await writeConfiguration(context, ordinal, { folder: copy.folder });
}

async function copyFolder(copying: Copying): Promise<void> {
  const { from, to, account, signal } = copying;
  await mkdir(to, { mode: 0o700 });
  await giveTo(account, to);
  const limited = limiter(FILES_AT_ONCE);
  const entries = await readdir(from, { withFileTypes: true }).catch(goneIsFine);
  const files = entries.filter((entry) => !entry.isDirectory() && !LEFT_OUT.has(entry.name));
  await Promise.all(
    files.map(({ name }) =>
      limited(async () => {
        signal.throwIfAborted();
        await copyOne(join(from, name), join(to, name), account);
        copying.copied();
      }),
    ),
  );
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    await copySubfolder(name, { ...copying, from: join(from, name), to: join(to, name) });
  }
}

async function copySubfolder(name: string, copying: Copying): Promise<void> {
  if (!EMPTIED.has(name)) return copyFolder(copying);
  await mkdir(copying.to, { mode: 0o700 });
  await giveTo(copying.account, copying.to);
}

/** A copy of a file that shares its blocks, where the file system can; files of a running server may vanish at any time. */
async function copyOne(source: string, target: string, account: Account): Promise<void> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    await giveTo(account, target);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

const isGone = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

function goneIsFine(error: unknown): [] {
  if (isGone(error)) return [];
  throw error;
}

/** Files that did not come through PostgreSQL are not in its checkpoints: they must be on disk before it relies on them. */
async function flush({ binaries, account }: Server, { folder, signal }: { folder: string; signal: AbortSignal }): Promise<void> {
  await run(join(binaries.bin, 'initdb'), ['--sync-only', '-D', folder], { ...account, cwd: folder, signal });
}
