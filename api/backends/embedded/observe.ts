import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseContext, Memory } from './context.ts';
import { diskSpaceOf, fullSentence, isFull } from './disk-space.ts';
import type { Probe } from './instance.ts';
import { lockOutsOf } from './lock-outs.ts';
import type { Observation, ObservedInstance } from './model.ts';
import { heldBackOf } from './two-phase.ts';

/** A replica loses its connection a moment before the end of its primary is seen. */
const RECENT_MS = 3000;

/**
 * A replica asks for more WAL only when it has replayed what it has, and a reader may hold that up for as long as
 * `max_standby_streaming_delay`, 30 s. It counts as stranded only after this much longer.
 */
const HELD_UP_MS = 50_000;

/** Looks at every server of a database. Never throws: what cannot be seen is shown as such. */
export async function observe(context: DatabaseContext): Promise<Observation> {
  const { record } = context;
  const probes = await Promise.all(
    record.instances.map(async ({ ordinal }) => ({ ordinal, probe: await context.instance(ordinal).probe() })),
  );
  const primary = probes.find(({ ordinal }) => ordinal === record.primary)?.probe;
  const isWritable = primary?.process === 'answering' && !primary.recovering;
  if (isWritable) {
    context.floor = primary.floor;
    context.heldBack = await heldBackOf(context).catch(() => context.heldBack);
  }
  // a slow one may be taking writes all the same
  if (isWritable || primary?.process === 'slow') context.primarySeenAt = performance.now();
  context.diskFault = await diskFaultOf(context);
  return {
    installed: context.installed !== undefined,
    instances: probes.map(({ ordinal, probe }) => observed(context, ordinal, { probe, primaryUp: isWritable })),
    slots: isWritable ? await slotsOf(context).catch(() => undefined) : undefined,
    idleMs: primary?.process === 'slow' ? await context.walActivity.idleMs(context.instance(record.primary).server.folder) : null,
    prepared: context.prepared,
    usedBytes: context.storage.usedBytes,
    full: context.storage.full,
    closed: context.storage.closed,
    diskFault: context.diskFault,
    heldBack: context.heldBack,
    lockOuts: isWritable ? await lockOutsOf(context).catch(() => []) : [],
    leftovers: await hasLeftovers(context),
    endpointFault: context.endpointFault,
  };
}

/** Each server may lie on a disk of its own. */
async function diskFaultOf({ record, folder, diskFault }: DatabaseContext): Promise<string | null> {
  const folders = record.instances.map(({ ordinal }) => join(folder, String(ordinal)));
  const spaces = await Promise.all(folders.map((path) => diskSpaceOf(path).catch(() => undefined)));
  const full = spaces.find((space) => space && isFull(space, diskFault !== null));
  return full ? `${fullSentence(full)} Writes fail until there is room.` : null;
}

interface Look {
  readonly probe: Probe;
  readonly primaryUp: boolean;
}

function observed(context: DatabaseContext, ordinal: number, { probe, primaryUp }: Look): ObservedInstance {
  const memory = context.memory(ordinal);
  const answers = probe.process === 'answering';
  const said = answers ? probe : probe.process === 'slow' ? memory.vitals : undefined;
  const streaming = said?.recovering === true && said.source === context.portOf(context.record.primary);
  remember(memory, { probe, streaming, primaryUp });
  const now = performance.now();
  return {
    ordinal,
    files: context.instance(ordinal).files,
    process: probe.process,
    quietMs: now - (memory.quietSince ?? now),
    stuckMs: now - (memory.startup?.since ?? now),
    strandedMs: strandedMs(memory, now),
    failedStarts: memory.failedStarts,
    wasStreaming: context.primarySeenAt - memory.streamedAt < RECENT_MS,
    streaming,
    recovering: said?.recovering ?? false,
    current: answers ? probe.fingerprint === context.configuration(ordinal).fingerprint : said !== undefined,
    pendingRestart: said?.pendingRestart ?? [],
    position: said?.position ?? 0,
    replayed: said?.replayed ?? 0,
    version: said?.version ?? null,
  };
}

function strandedMs({ strandedSince, vitals }: Memory, now: number): number {
  const isHeldUp = vitals !== undefined && vitals.position > vitals.replayed;
  return Math.max(0, now - (strandedSince ?? now) - (isHeldUp ? HELD_UP_MS : 0));
}

function remember(memory: Memory, { probe, streaming, primaryUp }: Look & { readonly streaming: boolean }): void {
  const now = performance.now();
  const answers = probe.process === 'answering';
  const isReplaying = answers && memory.vitals !== undefined && probe.replayed !== memory.vitals.replayed;
  memory.quietSince = answers ? undefined : (memory.quietSince ?? now);
  if (answers) Object.assign(memory, { failedStarts: 0, launch: undefined, vitals: probe });
  if (probe.process !== 'starting') memory.startup = undefined;
  else if (memory.startup?.title !== probe.title) memory.startup = { title: probe.title, since: now };
  if (streaming && answers) memory.streamedAt = now;
  const isStranded = answers && primaryUp && !streaming;
  // one that has much to replay asks for more only when it is through
  const since = isReplaying ? now : (memory.strandedSince ?? now);
  memory.strandedSince = isStranded ? since : undefined;
}

/** Which replicas the primary keeps WAL for. */
async function slotsOf(context: DatabaseContext): Promise<number[]> {
  const rows = await context.instance(context.record.primary).query<{ ordinal: number }>(
    `SELECT substring(slot_name FROM '^replica_([0-9]+)$')::int AS ordinal FROM pg_replication_slots
     WHERE slot_type = 'physical' AND slot_name ~ '^replica_[0-9]+$' AND wal_status IS DISTINCT FROM 'lost'`,
  );
  return rows.map(({ ordinal }) => ordinal);
}

/** Anything in the database's folder that no recorded instance accounts for. */
async function hasLeftovers({ folder, record }: DatabaseContext): Promise<boolean> {
  const expected = new Set(record.instances.flatMap(({ ordinal }) => [`${ordinal}`, `${ordinal}.log`, `${ordinal}.log.1`]));
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => !expected.has(name));
}
