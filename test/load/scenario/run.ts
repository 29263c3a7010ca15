import { exec } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Scenario } from '../scenarios.ts';
import { arrivals } from './arrivals.ts';
import { LoadClient, type Sample } from './client.ts';
import { FLOWS, type Run } from './flows.ts';

export interface Target {
  readonly url: string;
  readonly token: string;
  /** A command that prints how many replicas of the API there are; asked each second. */
  readonly replicas?: string;
}

export interface ReplicaCount {
  /** Seconds from the beginning. */
  readonly at: number;
  readonly count: number;
}

/** All that was seen in a run. */
export interface Outcome {
  readonly samples: readonly Sample[];
  /** Reads that were sent once more because the server had closed a kept connection. */
  readonly sentAgain: number;
  readonly iterations: number;
  /** Iterations that were due while too many were running. */
  readonly dropped: number;
  /** Milliseconds by which this client began each iteration late: large ones say that it was too slow itself. */
  readonly late: readonly number[];
  /** Seconds until each database that was made was available. */
  readonly ready: readonly number[];
  readonly replicas: readonly ReplicaCount[];
}

/** Begins each iteration when it is due, whether those before have ended or not, and waits for all of them. */
export async function runScenario(scenario: Scenario, target: Target): Promise<Outcome> {
  const names = await databaseNames(target);
  const began = performance.now();
  const client = new LoadClient(target.url, target.token, began);
  const run: Run = { client, names, id: Date.now().toString(36), ready: [] };
  const over = new AbortController();
  const counting = countReplicas(target.replicas, began, over.signal);
  const { late, dropped, iterations } = await iterate(scenario, run, began);
  over.abort();
  client.close();
  return { samples: client.samples, sentAgain: client.sentAgain, iterations, dropped, late, ready: run.ready, replicas: await counting };
}

async function iterate(scenario: Scenario, run: Run, began: number) {
  const running = new Set<Promise<unknown>>();
  const late: number[] = [];
  let dropped = 0;
  for (const [iteration, second] of arrivals(scenario).entries()) {
    const due = began + second * 1000;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait); // the rate that the scenario asks for
    if (running.size >= scenario.maxRunning) {
      dropped += 1;
      continue;
    }
    late.push(performance.now() - due);
    const one: Promise<unknown> = FLOWS[scenario.flow](run, iteration).finally(() => running.delete(one));
    running.add(one);
  }
  await Promise.all(running);
  return { late, dropped, iterations: late.length };
}

/** @throws Error when the platform cannot be read with this token */
async function databaseNames({ url, token }: Target): Promise<string[]> {
  const answer = await fetch(`${url}/api/databases?limit=200`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${url}/api/databases answered ${answer.status}: ${await answer.text()}`);
  const { items } = (await answer.json()) as { items: { name: string; project: string }[] }; // as declared in the contract
  return items.filter(({ project }) => project === 'default').map(({ name }) => name);
}

async function countReplicas(command: string | undefined, began: number, signal: AbortSignal): Promise<ReplicaCount[]> {
  const seen: ReplicaCount[] = [];
  while (command && !signal.aborted) {
    const at = (performance.now() - began) / 1000;
    const { stdout } = await promisify(exec)(command, { timeout: 5_000 }).catch(() => ({ stdout: '' }));
    const count = Number.parseInt(stdout, 10);
    if (Number.isFinite(count)) seen.push({ at, count }); // a second without an answer is a gap
    await delay(1_000, undefined, { signal }).catch(() => undefined); // one sample a second: the axis of the report
  }
  return seen;
}
