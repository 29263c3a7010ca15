import type { Figure } from '../report.ts';
import { type Scenario, type ScenarioName, secondsOf } from '../scenarios.ts';
import { chart, escaped, type Line } from './chart.ts';
import type { Outcome } from './run.ts';
import { judge, type Second, secondsOfRun, steps } from './summary.ts';

export interface ReportProps {
  readonly name: ScenarioName;
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  /** Where, on which machine, and when: without it the figures mean nothing. */
  readonly about: readonly string[];
}

const STYLE = `:root{color-scheme:light}body{font:14px/1.45 system-ui,sans-serif;color:#1b2733;background:#fff;margin:24px;max-width:1120px}
h1{font-size:20px;margin:0}p{color:#51606e;margin:4px 0 16px}.charts{display:grid;grid-template-columns:1fr 1fr;gap:20px 28px}svg{width:100%}
svg text{font:11px system-ui,sans-serif;fill:#51606e}svg .title{font-size:14px;font-weight:600;fill:#1b2733}.grid{stroke:#e3e8ed}
table{border-collapse:collapse;margin:0 0 20px}td,th{padding:3px 18px 3px 0;text-align:left;border-bottom:1px solid #e3e8ed}td.n,th.n{text-align:right}
.met{color:#0b7a3e;font-weight:600}.missed{color:#b3261e;font-weight:600}`;

/** One HTML file with everything in it. */
export function reportPage({ name, scenario, outcome, about }: ReportProps): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Load: ${name}</title><style>${STYLE}</style></head><body>
<h1>${escaped(name)}: ${escaped(scenario.title)}</h1>
<p>${[`${outcome.samples.length} requests, ${outcome.iterations} iterations in ${Math.round(secondsOf(scenario))} s`, ...about].map(escaped).join(' · ')}</p>
${table(judge(scenario, outcome))}
<div class="charts">${charts(secondsOfRun(scenario, outcome), scenario)}</div>
<h2 style="font-size:16px">By step</h2>
${stepTable(outcome)}
</body></html>
`;
}

function charts(seconds: readonly Second[], { flow }: Scenario): string {
  const line = (of: string, colour: string, value: (second: Second) => number | null): Line => ({
    name: of,
    colour,
    values: seconds.map(value),
  });
  const due = { ...line('due', '#51606e', (one) => one.due), isDashed: true };
  const answers = [...new Set(seconds.flatMap((one) => Object.keys(one.answers)))].toSorted();
  const drawn = [
    chart({
      title: 'Requests',
      unit: 'per second',
      lines: [line('sent', '#1f6feb', ({ requests }) => requests), ...(flow === 'reads' ? [due] : [])],
    }),
    chart({
      title: 'Time until an answer',
      unit: 'milliseconds, of the requests sent in each second',
      lines: [line('p99', '#b3261e', ({ p99 }) => p99), line('p95', '#d98200', ({ p95 }) => p95), line('p50', '#1f6feb', ({ p50 }) => p50)],
    }),
    chart({
      title: 'Answers',
      unit: 'per second, by status code',
      lines: answers.map((answer, index) => line(answer, colourOf(answer, index), (second) => second.answers[answer] ?? 0)),
      isStacked: true,
    }),
  ];
  if (seconds.some(({ replicas }) => replicas !== null))
    drawn.push(chart({ title: 'Replicas of the API', unit: 'pods', lines: [line('replicas', '#6f42c1', ({ replicas }) => replicas)] }));
  return drawn.join('\n');
}

/** Green for success, yellow for what the client did wrong, red for the rest. */
function colourOf(answer: string, index: number): string {
  const shades = { '2': ['#0b7a3e', '#4cae74', '#8fd3a8'], '4': ['#d98200', '#f0b24a', '#f6d08f'] }[answer[0] ?? ''] ?? [
    '#b3261e',
    '#7a1a14',
  ];
  return shades[index % shades.length] ?? '#51606e';
}

const table = (figures: readonly Figure[]) =>
  `<table><tr><th>threshold</th><th class="n">measured</th><th class="n">allowed</th><th></th></tr>${figures
    .map(
      ({ what, value, bar, met }) =>
        `<tr><td>${escaped(what)}</td><td class="n">${escaped(value)}</td><td class="n">${escaped(bar)}</td><td class="${met ? 'met' : 'missed'}">${met ? 'kept' : 'missed'}</td></tr>`,
    )
    .join('')}</table>`;

const stepTable = ({ samples }: Outcome) =>
  `<table><tr><th>step</th><th class="n">requests</th><th class="n">failed</th><th class="n">p50</th><th class="n">p95</th><th class="n">p99</th></tr>${steps(
    samples,
  )
    .map(
      ({ step, requests, failed, ...times }) =>
        `<tr><td>${escaped(step)}</td><td class="n">${requests}</td><td class="n">${failed}</td>${[times.p50, times.p95, times.p99].map((ms) => `<td class="n">${ms.toFixed(1)} ms</td>`).join('')}</tr>`,
    )
    .join('')}</table>`;
