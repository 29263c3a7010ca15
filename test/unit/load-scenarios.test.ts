import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arrivals, rateAt } from '../load/scenario/arrivals.ts';
import type { Sample } from '../load/scenario/client.ts';
import { reportPage } from '../load/scenario/report-page.ts';
import type { Outcome } from '../load/scenario/run.ts';
import { judge, secondsOfRun, steps } from '../load/scenario/summary.ts';
import { lasting, readOf, SCENARIOS, type Scenario, secondsOf } from '../load/scenarios.ts';

const steady: Scenario = {
  title: 'A <b>title</b>',
  flow: 'reads',
  startPerSecond: 2,
  stages: [{ seconds: 3, perSecond: 2 }],
  maxRunning: 10,
  thresholds: { p95Ms: 50, p99Ms: 100, failedShare: 0.1, dropped: 0 },
};

const sample = (at: number, ms: number, answer = '200'): Sample => ({ at, step: 'page', ms, answer, isExpected: answer === '200' });
const outcome = (over: Partial<Outcome> = {}): Outcome => ({
  ...{ samples: [sample(0.1, 10)], sentAgain: 0, iterations: 1, dropped: 0, late: [0], ready: [], replicas: [] },
  ...over,
});
const missed = (scenario: Scenario, of: Outcome) => judge(scenario, of).flatMap(({ what, met }) => (met ? [] : [what]));

test('at an even rate iterations begin in even steps', () => {
  assert.deepEqual(arrivals(steady), [0, 0.5, 1, 1.5, 2, 2.5]);
});

test('while the rate grows iterations come closer, and as many as the area under it', () => {
  const growing: Scenario = { ...steady, startPerSecond: 0, stages: [{ seconds: 10, perSecond: 20 }] };
  const due = arrivals(growing);
  assert.equal(due.length, 100);
  const gaps = due.slice(1).map((second, index) => second - (due[index] ?? 0));
  for (const [index, gap] of gaps.slice(1).entries()) assert.ok(gap < (gaps[index] ?? 0), `gap ${index}`);
  assert.equal(due.filter((second) => second < 5).length, 25);
  assert.equal(rateAt(growing, 5), 10);
});

const anyScenario = fc
  .record({
    startPerSecond: fc.integer({ min: 0, max: 50 }),
    stages: fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 20 }), perSecond: fc.integer({ min: 0, max: 50 }) }), {
      minLength: 1,
      maxLength: 5,
    }),
  })
  .map((some): Scenario => ({ ...steady, ...some }));

test('arrivals are in order, within the run, and as many as its rates say', () => {
  fc.assert(
    fc.property(anyScenario, (scenario) => {
      const due = arrivals(scenario);
      let [rate, area] = [scenario.startPerSecond, 0];
      for (const { seconds, perSecond } of scenario.stages) {
        area += ((rate + perSecond) / 2) * seconds;
        rate = perSecond;
      }
      assert.ok(Math.abs(due.length - area) <= 1, `${due.length} of ${area}`);
      assert.deepEqual(
        due,
        due.toSorted((a, b) => a - b),
      );
      assert.ok(due.every((second) => second >= 0 && second < secondsOf(scenario)));
    }),
  );
});

test('a shorter run has the same rates', () => {
  for (const scenario of Object.values(SCENARIOS)) {
    const short = lasting(scenario, 7);
    assert.ok(Math.abs(secondsOf(short) - 7) < 1e-9);
    assert.deepEqual(
      short.stages.map(({ perSecond }) => perSecond),
      scenario.stages.map(({ perSecond }) => perSecond),
    );
  }
});

test('of ten reads each kind has its share, and databases come in order', () => {
  const all = Array.from({ length: 10 }, (_, iteration) => readOf(iteration, ['orders', 'users']).path);
  assert.equal(all.filter((path) => path.startsWith('/api/databases?limit=50')).length, 4);
  assert.deepEqual(new Set(all.filter((path) => /databases\/\w/.test(path))), new Set(['/api/databases/orders', '/api/databases/users']));
  const without = Array.from({ length: 10 }, (_, iteration) => readOf(iteration, []).path);
  assert.ok(without.every((path) => !path.includes('{name}') && !path.includes('undefined')));
});

test('a threshold is missed by what goes over it, and only that one', () => {
  const many = (slow: number, failed: number) =>
    Array.from({ length: 100 }, (_, index) => sample(1, index < slow ? 80 : 10, index < failed ? '503' : '200'));
  assert.deepEqual(missed(steady, outcome({ samples: many(4, 10) })), []);
  assert.deepEqual(missed(steady, outcome({ samples: many(6, 10) })), ['95 of 100 answers']);
  assert.deepEqual(missed(steady, outcome({ samples: many(4, 11) })), ['requests that failed']);
  assert.deepEqual(missed(steady, outcome({ dropped: 1 })), ['iterations that were left out']);
  const slowest = Array.from({ length: 100 }, (_, index) => sample(1, index < 2 ? 101 : 10));
  assert.deepEqual(missed(steady, outcome({ samples: slowest })), ['99 of 100 answers']);
});

test('a run that sent nothing, or made no database, has kept no threshold', () => {
  assert.equal(missed(steady, outcome({ samples: [] })).length, 4);
  const making: Scenario = { ...steady, thresholds: { ...steady.thresholds, readyP95Seconds: 60 } };
  assert.deepEqual(missed(making, outcome()), ['95 of 100 databases available']);
  assert.deepEqual(missed(making, outcome({ ready: [61] })), ['95 of 100 databases available']);
  assert.deepEqual(missed(making, outcome({ ready: [59] })), []);
});

test('each second has the requests that were sent in it, and a second without any has no latency', () => {
  const samples = [sample(0.2, 10), sample(0.9, 30, '429'), sample(2.5, 20)];
  const seconds = secondsOfRun(
    steady,
    outcome({
      samples,
      replicas: [
        { at: 0.1, count: 1 },
        { at: 2.2, count: 3 },
      ],
    }),
  );
  assert.deepEqual(
    seconds.map(({ requests, due, p99, replicas }) => [requests, due, p99, replicas]),
    [
      [2, 2, 30, 1],
      [0, 2, null, 1],
      [1, 2, 20, 3],
    ],
  );
  assert.deepEqual(seconds[0]?.answers, { '200': 1, '429': 1 });
});

test('a count of replicas that is older than two seconds is not shown', () => {
  const seconds = secondsOfRun(steady, outcome({ samples: [sample(4.5, 10)], replicas: [{ at: 0.5, count: 2 }] }));
  assert.deepEqual(
    seconds.map(({ replicas }) => replicas),
    [2, 2, 2, null, null],
  );
});

test('what comes after the last stage is shown as well, with nothing due', () => {
  const seconds = secondsOfRun(steady, outcome({ samples: [sample(4.5, 10)] }));
  assert.deepEqual(
    seconds.map(({ due }) => due),
    [2, 2, 2, 0, 0],
  );
});

test('steps are listed slowest first', () => {
  const samples = [sample(0, 10), { ...sample(0, 90, '500'), step: 'create' }];
  assert.deepEqual(
    steps(samples).map(({ step, requests, failed }) => [step, requests, failed]),
    [
      ['create', 1, 1],
      ['page', 1, 0],
    ],
  );
});

test('the report is one file that asks for nothing, names what was missed, and shows replicas only when they were counted', () => {
  const samples = [sample(0.2, 10), sample(0.4, 500, '<503>'), sample(1.2, 20)];
  const page = (over: Partial<Outcome>) =>
    reportPage({ name: 'spike', scenario: steady, outcome: outcome({ samples, ...over }), about: ['here & now'] });
  const alone = page({});
  assert.doesNotMatch(alone, /(src|href|url\()/);
  assert.doesNotMatch(alone, /NaN|undefined|<b>|<503>/);
  assert.match(alone, /A &lt;b&gt;title&lt;\/b&gt;.*here &amp; now/s);
  assert.match(alone, /missed/);
  assert.equal(alone.match(/<svg /g)?.length, 3);
  assert.equal(page({ replicas: [{ at: 0.5, count: 2 }] }).match(/<svg /g)?.length, 4);
});
