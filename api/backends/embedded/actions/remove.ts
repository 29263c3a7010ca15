import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseContext } from '../context.ts';
import { killPostmaster } from '../postgres/postmaster.ts';

/** Takes a replica out: first out of the record, so that nobody elects it, then its process, then its files. */
export async function dropInstance(context: DatabaseContext, ordinal: number, signal: AbortSignal): Promise<void> {
  const { server } = context.instance(ordinal);
  if (ordinal === context.record.primary) throw new Error(`${context.name(ordinal)} is the primary and cannot be taken out.`);
  await context.decide(signal, ({ dropped }) => dropped(ordinal));
  context.forget(ordinal);
  await killPostmaster(server);
  await rm(server.folder, { recursive: true, force: true });
  for (const log of ['.log', '.log.1']) await rm(`${server.folder}${log}`, { force: true });
  context.site.ports.giveBack(server.port);
}

/** Removes everything of a database: processes, files, and last its record, so that a crash in between only means doing it again. */
export async function destroy(context: DatabaseContext): Promise<void> {
  for (const { ordinal } of context.record.instances) context.forget(ordinal);
  await endProcesses(context, await namesIn(context));
  await rm(context.folder, { recursive: true, force: true, maxRetries: 3 });
  await context.decisions.forgotten();
}

/** Removes half-made copies, replaced folders, and what is left of instances that are no more. */
export async function tidy(context: DatabaseContext): Promise<void> {
  const expected = new Set(context.record.instances.flatMap(({ ordinal }) => [`${ordinal}`, `${ordinal}.log`, `${ordinal}.log.1`]));
  const surplus = (await namesIn(context)).filter((name) => !expected.has(name));
  await endProcesses(context, surplus);
  for (const name of surplus) await rm(join(context.folder, name), { recursive: true, force: true });
}

const namesIn = ({ folder }: DatabaseContext) => readdir(folder).catch(() => []);

/** Whatever works in these folders, recorded or not: a platform killed in the wrong moment may have left it. */
async function endProcesses(context: DatabaseContext, names: readonly string[]): Promise<void> {
  const ordinals = names.filter((name) => /^\d+$/.test(name)).map(Number);
  for (const ordinal of ordinals) await killPostmaster(context.server(ordinal, 0));
}
