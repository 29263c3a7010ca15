/** Small charts over the seconds of a run, as SVG that needs nothing else. */

export interface Line {
  readonly name: string;
  readonly colour: string;
  /** By second; null where nothing was measured, which leaves a gap. */
  readonly values: readonly (number | null)[];
  readonly isDashed?: boolean;
}

interface ChartProps {
  readonly title: string;
  /** What the vertical axis counts. */
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Values lie on each other as areas, instead of being lines beside each other. */
  readonly isStacked?: boolean;
}

const WIDTH = 540;
const HEIGHT = 250;
const LEFT = 52;
const TOP = 40;
const RIGHT = 12;
const BOTTOM = 46;

export function chart({ title, unit, lines, isStacked = false }: ChartProps): string {
  const seconds = Math.max(2, ...lines.map(({ values }) => values.length));
  const top = topOf(isStacked ? sums(lines) : lines.flatMap(({ values }) => values));
  const x = (second: number) => LEFT + ((second + 0.5) * (WIDTH - LEFT - RIGHT)) / seconds;
  const y = (value: number) => HEIGHT - BOTTOM - (value * (HEIGHT - TOP - BOTTOM)) / top;
  const drawn = isStacked ? areas(lines, x, y) : lines.map((line) => path(line, x, y)).join('');
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<text x="0" y="16" class="title">${escaped(title)}</text><text x="0" y="32" class="unit">${escaped(unit)}</text>
${[0, 0.25, 0.5, 0.75, 1].map((part) => gridLine(y(part * top), shortNumber(part * top))).join('')}
${[0, 0.5, 1].map((part) => secondMark(x(part * (seconds - 1)), Math.round(part * (seconds - 1)))).join('')}
${drawn}${legend(lines)}</svg>`;
}

type Scale = (value: number) => number;

function path({ values, colour, isDashed }: Line, x: Scale, y: Scale): string {
  let [d, isGap] = ['', true];
  for (const [second, value] of values.entries()) {
    if (value !== null) d += `${isGap ? 'M' : 'L'}${x(second).toFixed(1)} ${y(value).toFixed(1)}`;
    isGap = value === null;
  }
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${isDashed ? 1 : 1.8}"${isDashed ? ' stroke-dasharray="4 3"' : ''}/>`;
}

function areas(lines: readonly Line[], x: Scale, y: Scale): string {
  const below = lines[0]?.values.map(() => 0) ?? [];
  return lines
    .map(({ values, colour }) => {
      const above = below.map((value, second) => value + (values[second] ?? 0));
      const point = (value: number, second: number) => `${x(second).toFixed(1)} ${y(value).toFixed(1)}`;
      const d = `M${above.map(point).join('L')}L${below.map(point).reverse().join('L')}Z`;
      below.splice(0, below.length, ...above);
      return `<path d="${d}" fill="${colour}" fill-opacity="0.8"/>`;
    })
    .join('');
}

const sums = (lines: readonly Line[]) =>
  (lines[0]?.values ?? []).map((_, second) => lines.reduce((sum, { values }) => sum + (values[second] ?? 0), 0));

/** A round number at or above all values, whose quarters are short numbers. */
function topOf(values: readonly (number | null)[]): number {
  const most = Math.max(0, ...values.filter((value) => value !== null));
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= most) ?? 10) * power;
}

const shortNumber = (value: number) => (value >= 1000 ? `${+(value / 1000).toPrecision(3)}k` : `${+value.toPrecision(3)}`);

const gridLine = (y: number, label: string) =>
  `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" class="grid"/><text x="${LEFT - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${label}</text>`;

const secondMark = (x: number, second: number) =>
  `<text x="${x.toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${second} s</text>`;

function legend(lines: readonly Line[]): string {
  let at = LEFT;
  return lines
    .map(({ name, colour }) => {
      const entry = `<rect x="${at}" y="${HEIGHT - 15}" width="12" height="4" fill="${colour}"/><text x="${at + 17}" y="${HEIGHT - 9}">${escaped(name)}</text>`;
      at += 34 + name.length * 6.6;
      return entry;
    })
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
