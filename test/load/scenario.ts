/** `npm run load`: one of the scenarios against a platform that runs, with figures, thresholds and a report. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine, percentile, printFigures } from './report.ts';
import { reportPage } from './scenario/report-page.ts';
import { type Outcome, runScenario } from './scenario/run.ts';
import { countAnswers, judge, steps } from './scenario/summary.ts';
import { lasting, SCENARIOS, type ScenarioName, secondsOf } from './scenarios.ts';

const HELP = `usage: npm run load -- --url URL --scenario NAME [--seconds N] [--report FILE] [--replicas COMMAND]

Sends the requests of a scenario to a platform at its rates, prints figures and thresholds, and writes a report as one HTML file
(load-NAME.html unless named). Exit code: 0 when all thresholds are kept, 1 when one is missed, 2 when it cannot begin.

${Object.entries(SCENARIOS)
  .map(([name, scenario]) => `  ${name.padEnd(15)} ${scenario.title} (${secondsOf(scenario)} s)`)
  .join('\n')}

  --seconds N         so long in all; the rates stay
  --replicas COMMAND  prints how many replicas there are, each second: "kubectl -n postgres-paas get deployment api -o jsonpath={.status.readyReplicas}"

LOAD_TOKEN, or LOAD_USER (admin unless set) and LOAD_PASSWORD, log in. Load only what is yours: crud-lifecycle makes and deletes databases.`;

const { values } = parseArgs({
  options: {
    ...{ help: { type: 'boolean' }, url: { type: 'string' }, scenario: { type: 'string' }, seconds: { type: 'string' } },
    ...{ report: { type: 'string' }, replicas: { type: 'string' } },
  },
});

const fault = values.help ? undefined : faultOf(values);
if (values.help) console.log(HELP);
else if (fault) {
  console.error(`${fault}\n\n${HELP}`);
  process.exitCode = 2;
} else
  process.exitCode = await load().catch((error: Error) => {
    console.error(error.message);
    return 2;
  });

function faultOf({ url, scenario, seconds }: typeof values): string | undefined {
  if (!url || !URL.canParse(url)) return `--url is ${url ?? 'missing'}: give the address of a platform, such as http://127.0.0.1:8080.`;
  if (!scenario || !(scenario in SCENARIOS)) return `--scenario is ${scenario ?? 'missing'}: choose one of those below.`;
  if (seconds !== undefined && !(Number(seconds) > 0)) return `--seconds is ${seconds}: give a number above 0.`;
  return undefined;
}

async function load(): Promise<number> {
  const name = values.scenario as ScenarioName; // checked above
  const url = (values.url ?? '').replace(/\/+$/, '');
  const scenario = lasting(SCENARIOS[name], values.seconds === undefined ? undefined : Number(values.seconds));
  const began = new Date();
  console.log(`${machine()}\n${name} against ${url}, ${Math.round(secondsOf(scenario))} s`);
  const outcome = await runScenario(scenario, { url, token: await tokenFor(url), ...(values.replicas && { replicas: values.replicas }) });
  const figures = judge(scenario, outcome);
  print(outcome);
  printFigures(name, figures);
  const file = values.report ?? `load-${name}.html`;
  writeFileSync(file, reportPage({ name, scenario, outcome, about: [url, machine(), began.toISOString().slice(0, 16)] }));
  console.log(`\n${file}`);
  return figures.every(({ met }) => met) ? 0 : 1;
}

function print({ samples, sentAgain, iterations, late, ready }: Outcome): void {
  const answers = Object.entries(countAnswers(samples)).map(([answer, times]) => `${answer}: ${times}`);
  console.log(
    `\n${samples.length} requests in ${iterations} iterations; answers ${answers.join(', ')}; sent again on a new connection: ${sentAgain}`,
  );
  for (const { step, requests, failed, ...times } of steps(samples))
    console.log(
      `   ${step.padEnd(20)} ${String(requests).padStart(7)} requests, ${failed} failed, p50 ${times.p50.toFixed(1)} ms, p95 ${times.p95.toFixed(1)} ms, p99 ${times.p99.toFixed(1)} ms`,
    );
  if (ready.length > 0) console.log(`   ${ready.length} databases made, available after ${percentile(ready, 0.5).toFixed(1)} s (median)`);
  console.log(`   this client began 99 of 100 iterations at most ${percentile(late, 0.99).toFixed(1)} ms late`);
}

/** @throws Error when the login is refused */
async function tokenFor(url: string): Promise<string> {
  const { LOAD_TOKEN, LOAD_USER: username = 'admin', LOAD_PASSWORD: password } = process.env;
  if (LOAD_TOKEN) return LOAD_TOKEN;
  if (!password) throw new Error('Neither LOAD_TOKEN nor LOAD_PASSWORD is set: the platform would refuse every request.');
  const body = JSON.stringify({ username, password });
  const answer = await fetch(`${url}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!answer.ok) throw new Error(`The login of ${username} at ${url} was answered with ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { token: string }).token; // as declared in the contract
}
