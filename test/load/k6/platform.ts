import { fail, sleep } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse } from 'k6/http';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import {
  GIVE_UP_SECONDS,
  LIFECYCLE_CHANGE,
  lasting,
  lifecycleSpec,
  POLL_SECONDS,
  readOf,
  SCENARIOS,
  type ScenarioName,
  type Thresholds,
} from '../scenarios.ts';

/**
 * What the scripts share. `URL`, and `LOAD_TOKEN` or `LOAD_USER` and `LOAD_PASSWORD`, are environment variables; `SECONDS` makes a run
 * as long.
 */
const url = (__ENV.URL ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
const ready = new Trend('database_ready_seconds');

/** What `setup` finds out once for all virtual users. */
export interface Prepared {
  readonly token: string;
  readonly names: readonly string[];
  readonly id: string;
}

export function optionsOf(name: ScenarioName): Options {
  const scenario = lasting(SCENARIOS[name], __ENV.SECONDS ? Number(__ENV.SECONDS) : undefined);
  return {
    discardResponseBodies: false,
    setupTimeout: '60s',
    scenarios: {
      [name]: {
        executor: 'ramping-arrival-rate',
        exec: scenario.flow,
        timeUnit: '10s', // k6 takes whole numbers only, and databases are made at half a one a second
        startRate: scenario.startPerSecond * 10,
        stages: scenario.stages.map(({ seconds, perSecond }) => ({ target: perSecond * 10, duration: `${seconds}s` })),
        preAllocatedVUs: Math.ceil(scenario.maxRunning / 5),
        maxVUs: scenario.maxRunning,
        gracefulStop: `${GIVE_UP_SECONDS}s`,
      },
    },
    thresholds: thresholdsOf(scenario.thresholds),
  };
}

function thresholdsOf({ p95Ms, p99Ms, failedShare, dropped, readyP95Seconds }: Thresholds): NonNullable<Options['thresholds']> {
  return {
    http_req_duration: [`p(95)<=${p95Ms}`, `p(99)<=${p99Ms}`],
    http_req_failed: [`rate<=${failedShare}`],
    dropped_iterations: [`count<=${dropped}`],
    ...(readyP95Seconds !== undefined && { database_ready_seconds: [`p(95)<=${readyP95Seconds}`] }),
  };
}

export function setup(): Prepared {
  const token = __ENV.LOAD_TOKEN ?? login();
  const answer = http.get(`${url}/api/databases?limit=200`, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) fail(`${url}/api/databases answered ${answer.status}: ${answer.body}`);
  const { items } = answer.json() as unknown as { items: { name: string; project: string }[] }; // as declared in the contract
  const names = items.filter(({ project }) => project === 'default').map(({ name }) => name);
  return { token, names, id: Date.now().toString(36) };
}

function login(): string {
  const body = JSON.stringify({ username: __ENV.LOAD_USER ?? 'admin', password: __ENV.LOAD_PASSWORD ?? '' });
  const answer = http.post(`${url}/api/auth/login`, body, { headers: { 'content-type': 'application/json' } });
  if (answer.status !== 200)
    fail(`The login at ${url} was answered with ${answer.status}: set LOAD_TOKEN, or LOAD_USER and LOAD_PASSWORD.`);
  return String(answer.json('token'));
}

interface Step {
  readonly step: string;
  readonly path: string;
  readonly method?: string;
  readonly body?: object;
  readonly expected?: readonly number[];
}

function send(token: string, { step, path, method = 'GET', body, expected = [200] }: Step): RefinedResponse<'text'> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return http.request(method, `${url}${path}`, body ? JSON.stringify(body) : null, {
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': type }) },
    tags: { name: step }, // instead of the path, of which there are as many as databases
    responseCallback: http.expectedStatuses(...expected),
    responseType: 'text',
  });
}

/** An iteration that reads. */
export function reads({ token, names }: Prepared): void {
  send(token, readOf(exec.scenario.iterationInTest, names));
}

/** An iteration that makes a database, uses, changes and deletes it. */
export function lifecycle({ token, id }: Prepared): void {
  const name = `load-${id}-${exec.scenario.iterationInTest}`;
  const path = `/api/databases/${name}`;
  const began = Date.now();
  const created = send(token, { step: 'create', path: '/api/databases', method: 'POST', body: lifecycleSpec(name), expected: [202] });
  if (created.status !== 202) return;
  if (until(() => isAvailable(send(token, { step: 'wait', path })))) ready.add((Date.now() - began) / 1000);
  send(token, { step: 'credentials', path: `${path}/credentials` });
  send(token, { step: 'change', path, method: 'PATCH', body: LIFECYCLE_CHANGE, expected: [202] });
  send(token, { step: 'delete', path, method: 'DELETE', expected: [202, 204] });
  until(() => send(token, { step: 'wait', path, expected: [200, 404] }).status === 404);
}

const isAvailable = (answer: RefinedResponse<'text'>) => answer.status === 200 && answer.json('status.state') === 'available';

function until(isTrue: () => boolean): boolean {
  for (const end = Date.now() + GIVE_UP_SECONDS * 1000; Date.now() < end; sleep(POLL_SECONDS)) if (isTrue()) return true;
  return false;
}
