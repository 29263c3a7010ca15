import { setTimeout as delay } from 'node:timers/promises';
import { GIVE_UP_SECONDS, LIFECYCLE_CHANGE, lifecycleSpec, POLL_SECONDS, readOf, type Scenario } from '../scenarios.ts';
import type { LoadClient } from './client.ts';

/** What an iteration needs to know of its run. */
export interface Run {
  readonly client: LoadClient;
  /** Of databases that there were before. */
  readonly names: readonly string[];
  /** Part of the names of databases that are made, so that two runs do not meet. */
  readonly id: string;
  /** Seconds until each database that was made was available. */
  readonly ready: number[];
}

export const FLOWS: Readonly<Record<Scenario['flow'], (run: Run, iteration: number) => Promise<unknown>>> = { reads, lifecycle };

function reads({ client, names }: Run, iteration: number): Promise<unknown> {
  return client.send(readOf(iteration, names));
}

/** The database is deleted, whatever went wrong before. */
async function lifecycle({ client, id, ready }: Run, iteration: number): Promise<void> {
  const name = `load-${id}-${iteration}`;
  const path = `/api/databases/${name}`;
  const began = performance.now();
  const { status } = await client.send({
    step: 'create',
    path: '/api/databases',
    method: 'POST',
    body: lifecycleSpec(name),
    expected: [202],
  });
  if (status !== 202) return;
  try {
    if (await until(() => isAvailable(client, path))) ready.push((performance.now() - began) / 1000);
    await client.send({ step: 'credentials', path: `${path}/credentials` });
    await client.send({ step: 'change', path, method: 'PATCH', body: LIFECYCLE_CHANGE, expected: [202] });
  } finally {
    await client.send({ step: 'delete', path, method: 'DELETE', expected: [202, 204] });
    await until(async () => (await client.send({ step: 'wait', path, expected: [200, 404] })).status === 404);
  }
}

async function isAvailable(client: LoadClient, path: string): Promise<boolean> {
  const { body } = await client.send({ step: 'wait', path });
  return (body as { status?: { state?: string } } | undefined)?.status?.state === 'available';
}

/** Whether it came true in time. Asked as often as a client that polls would ask, since that is part of the load. */
async function until(isTrue: () => Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + GIVE_UP_SECONDS * 1000; performance.now() < end; await delay(POLL_SECONDS * 1000))
    if (await isTrue()) return true;
  return false;
}
