/** `npm run bench`: the figures of the quality bars, each beside a control in the same run. */
import { parseArgs } from 'node:util';
import { measureLaptop } from './laptop.ts';
import { measureNeighbours } from './neighbours.ts';
import { type Figure, machine, printFigures } from './report.ts';
import { measureRequests } from './requests.ts';
import { measureRescues } from './rescues.ts';
import { measureSizing } from './sizing.ts';
import { measureStreams } from './streams.ts';
import { measureSynth } from './synth.ts';
import { measureWebhooks } from './webhooks.ts';

const PARTS: Readonly<Record<string, readonly [title: string, measure: () => Promise<Figure[]>]>> = {
  requests: ['requests', measureRequests],
  streams: ['live streams', measureStreams],
  webhooks: ['webhooks', measureWebhooks],
  laptop: ['laptop mode', measureLaptop],
  rescues: ['a primary lost in the middle of a step, laptop mode', measureRescues],
  neighbours: ['neighbours', measureNeighbours],
  synth: ['synth', measureSynth],
  sizing: ['what the sizes in gitops/README.md are calculated with', measureSizing],
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean' } } });
const unknown = positionals.filter((name) => !PARTS[name]);
if (values.help || unknown.length > 0) {
  console.log(`usage: npm run bench [-- ${Object.keys(PARTS).join(' | ')} …]`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

console.log(machine());
const chosen = Object.entries(PARTS).filter(([name]) => positionals.length === 0 || positionals.includes(name));
let missed = 0;
for (const [, [title, measure]] of chosen) {
  const figures = await measure();
  printFigures(title, figures);
  missed += figures.filter(({ met }) => !met).length;
}
console.log(missed === 0 ? '\nevery bar is met' : `\n${missed} bar(s) missed`);
