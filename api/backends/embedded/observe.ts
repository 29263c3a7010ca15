import { readdir } from 'node:fs/promises';
import type { DatabaseContext, Memory } from './context.ts';
import type { Probe } from './instance.ts';
import type { Observation, ObservedInstance } from './model.ts';

const MEASURE_EVERY_MS = 1000;
/** A replica loses its connection a moment before the end of its primary is seen. */
const RECENT_MS = 3000;
/** Below this share of the storage a database that was full takes writes again. */
const ROOM = 0.95;

/** Looks at every server of a database. Never throws: what cannot be seen is told as such. */
export async function observe(context: DatabaseContext): Promise<Observation> {
  const { record } = context;
  const probes = await Promise.all(
    record.instances.map(async ({ ordinal }) => ({ ordinal, probe: await context.instance(ordinal).probe() })),
  );
  const primary = probes.find(({ ordinal }) => ordinal === record.primary)?.probe;
  const isWritable = primary?.process === 'answering' && !primary.recovering;
  if (isWritable) {
    context.floor = primary.floor;
    context.primarySeenAt = performance.now();
  }
  const slots = isWritable ? await primaryFacts(context).catch(() => undefined) : undefined;
  return {
    instances: probes.map(({ ordinal, probe }) => observed(context, ordinal, { probe, primaryUp: isWritable })),
    slots,
    usedBytes: context.usedBytes,
    full: context.full,
    leftovers: await hasLeftovers(context),
    endpointFault: context.endpointFault,
  };
}

interface Look {
  readonly probe: Probe;
  readonly primaryUp: boolean;
}

function observed(context: DatabaseContext, ordinal: number, { probe, primaryUp }: Look): ObservedInstance {
  const memory = context.memory(ordinal);
  const answers = probe.process === 'answering';
  const streaming = answers && probe.recovering && probe.source === context.portOf(context.record.primary);
  remember(memory, { answers, streaming, primaryUp });
  const now = performance.now();
  return {
    ordinal,
    files: context.instance(ordinal).files,
    process: probe.process,
    quietMs: now - (memory.quietSince ?? now),
    strandedMs: now - (memory.strandedSince ?? now),
    failedStarts: memory.failedStarts,
    wasStreaming: context.primarySeenAt - memory.streamedAt < RECENT_MS,
    streaming,
    recovering: answers && probe.recovering,
    current: answers && probe.fingerprint === context.configuration(ordinal).fingerprint,
    pendingRestart: answers ? probe.pendingRestart : [],
    position: answers ? probe.position : 0,
    replayed: answers ? probe.replayed : 0,
    version: answers ? probe.version : null,
  };
}

function remember(memory: Memory, seen: { answers: boolean; streaming: boolean; primaryUp: boolean }): void {
  const now = performance.now();
  memory.quietSince = seen.answers ? undefined : (memory.quietSince ?? now);
  if (seen.answers) memory.failedStarts = 0;
  if (seen.streaming) memory.streamedAt = now;
  const isStranded = seen.answers && seen.primaryUp && !seen.streaming;
  memory.strandedSince = isStranded ? (memory.strandedSince ?? now) : undefined;
}

/** Which replicas the primary keeps WAL for, and now and then how much it holds. */
async function primaryFacts(context: DatabaseContext): Promise<number[]> {
  const instance = context.instance(context.record.primary);
  await measure(context);
  const rows = await instance.query<{ ordinal: number }>(
    `SELECT substring(slot_name FROM '^replica_([0-9]+)$')::int AS ordinal FROM pg_replication_slots
     WHERE slot_type = 'physical' AND slot_name ~ '^replica_[0-9]+$' AND wal_status IS DISTINCT FROM 'lost'`,
  );
  return rows.map(({ ordinal }) => ordinal);
}

async function measure(context: DatabaseContext): Promise<void> {
  if (performance.now() - context.measuredAt < MEASURE_EVERY_MS) return;
  const [row] = await context
    .instance(context.record.primary)
    .query<{ bytes: number }>(
      `SELECT ((SELECT sum(pg_database_size(oid)) FROM pg_database) + (SELECT coalesce(sum(size), 0) FROM pg_ls_waldir()))::float8 AS bytes`,
    );
  if (!row) return;
  context.measuredAt = performance.now();
  context.usedBytes = row.bytes;
  const limit = context.record.spec.storageGiB * context.site.gibibyteBytes;
  context.full = row.bytes >= (context.full ? ROOM * limit : limit);
}

/** Anything in the database's folder that no recorded instance accounts for. */
async function hasLeftovers({ folder, record }: DatabaseContext): Promise<boolean> {
  const expected = new Set(record.instances.flatMap(({ ordinal }) => [`${ordinal}`, `${ordinal}.log`, `${ordinal}.log.1`]));
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => !expected.has(name));
}
