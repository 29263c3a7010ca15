import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { tcpPortOf } from './tcp-port.ts';

interface Line {
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  readonly labels: Readonly<Record<string, string>>;
  readonly text: string;
}

type Test = (labels: Readonly<Record<string, string>>) => boolean;

interface Query {
  readonly matches: Test;
  /** Label by path in the JSON of the line. */
  readonly fields: Readonly<Record<string, string>>;
  readonly filters: readonly Test[];
}

/** `query_range` of a Loki, as its HTTP API is documented, for the LogQL that the backend writes and no more: everything else is a parse error. */
export async function fakeLoki() {
  const lines: Line[] = [];
  let instead: ((answer: ServerResponse) => void) | undefined;
  const asked: URLSearchParams[] = [];
  const server = createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
    asked.push(searchParams);
    if (instead) return instead(answer);
    if (request.method !== 'GET' || pathname !== '/loki/api/v1/query_range') return plain(answer, 404, '404 page not found');
    try {
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerTo(searchParams, lines)));
    } catch (error) {
      plain(answer, 400, error instanceof Error ? error.message : String(error));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${tcpPortOf(server)}`,
    /** What was asked so far. */
    asked: asked as readonly URLSearchParams[],
    push(labels: Readonly<Record<string, string>>, text: string, at: Date): void {
      lines.push({ at: BigInt(at.getTime()) * 1_000_000n + BigInt(lines.length), labels, text });
    },
    /** From now on this is the answer, whatever is asked; undefined for the real one. */
    answer(other: ((answer: ServerResponse) => void) | undefined): void {
      instead = other;
    },
    stop(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Errors of Loki are no JSON. */
const plain = (answer: ServerResponse, status: number, text: string) =>
  void answer.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);

const LONGEST_RANGE = 721n * 3600n * 1_000_000_000n;

function answerTo(parameters: URLSearchParams, lines: readonly Line[]) {
  const [start, end] = [BigInt(parameters.get('start') ?? 'none'), BigInt(parameters.get('end') ?? 'none')];
  if (end < start) throw new Error('end timestamp must not be before or equal to start time');
  if (end - start > LONGEST_RANGE) throw new Error('the query time range exceeds the limit (query length: …, limit: 30d1h)');
  if (Number(parameters.get('limit')) > 5000) throw new Error('max entries limit per query exceeded');
  if (parameters.get('direction') !== 'backward') throw new Error('the fake looks backward only');
  const query = parseLogql(parameters.get('query') ?? '');
  const found = lines
    .filter(({ at, labels }) => at >= start && at < end && query.matches(labels))
    .map((line) => ({ ...line, labels: { ...line.labels, ...extracted(query.fields, line.text) } }))
    .filter(({ labels }) => query.filters.every((filter) => filter(labels)))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, Number(parameters.get('limit')));
  const streams = Map.groupBy(found, ({ labels }) => JSON.stringify(labels));
  const result = [...streams].map(([stream, some]) => ({
    stream: JSON.parse(stream),
    values: some.map(({ at, text }) => [`${at}`, text]),
  }));
  return { status: 'success', data: { resultType: 'streams', result, stats: {} } };
}

function extracted(fields: Readonly<Record<string, string>>, text: string): Record<string, string> {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return { __error__: 'JSONParserErr' };
  }
  const at = (path: string) => path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], line);
  return Object.fromEntries(Object.entries(fields).map(([label, path]) => [label, String(at(path) ?? '')]));
}

/** A token of LogQL: a string, with its value, or a name or a sign. */
type Token = { readonly text: string } | { readonly sign: string };

const STRING = /^"((?:[^"\\\n]|\\(?:[abfnrtv\\"]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-7]{3}))*)"/i;
const SIGN = /^(?:\{|\}|,|\||=~|=|[a-z_]\w*)/i;

/** An independent reading of LogQL's tokens: strings as Go's strconv.Unquote takes them. @throws Error as Loki says it */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let rest = query.trimStart(); rest !== ''; ) {
    const string = STRING.exec(rest);
    const sign = string ?? SIGN.exec(rest);
    if (!sign)
      throw new Error(`parse error at line 1, col ${query.length - rest.length + 1}: syntax error: unexpected ${rest.slice(0, 1)}`);
    tokens.push(string ? { text: unquoted(string[1] ?? '') } : { sign: sign[0] });
    rest = rest.slice(sign[0].length).trimStart();
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"' };

const unquoted = (body: string): string =>
  body.replaceAll(/\\([abfnrtv\\"]|x..|u.{4}|U.{8}|[0-7]{3})/gi, (_all, code: string) => {
    const letter = ESCAPES[code];
    if (letter !== undefined) return letter;
    const point = /^[xu]/i.test(code) ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8);
    if (point >= 0xd800 && point <= 0xdfff) throw new Error('invalid syntax: Go has no halves of characters');
    return String.fromCodePoint(point);
  });

/** `{label="value", …} | json label="path", … | label=~"expression" or … | …` */
function parseLogql(query: string): Query {
  const tokens = [...tokensOf(query)];
  const sign = () => {
    const token = tokens[0];
    return token && 'sign' in token ? token.sign : undefined;
  };
  const take = (wanted: RegExp): string => {
    const token = tokens.shift();
    if (!token || !('sign' in token) || !wanted.test(token.sign))
      throw new Error(`parse error: syntax error: unexpected ${JSON.stringify(token)}`);
    return token.sign;
  };
  const string = (): string => {
    const token = tokens.shift();
    if (!token || !('text' in token)) throw new Error(`parse error: syntax error: unexpected ${JSON.stringify(token)}, expecting STRING`);
    return token.text;
  };
  const comparison = (): Test => {
    const [label, operator, value] = [take(/^\w+$/), take(/^=~?$/), string()];
    const expression = operator === '=' ? undefined : whole(value);
    return (labels) => (expression ? expression.test(labels[label] ?? '') : (labels[label] ?? '') === value);
  };
  const list = <Item>(item: () => Item, separator: string): Item[] => {
    const items = [item()];
    while (sign() === separator) {
      take(/./);
      items.push(item());
    }
    return items;
  };
  const field = (): [string, string] => {
    const label = take(/^\w+$/);
    take(/^=$/);
    return [label, string()];
  };

  take(/^\{$/);
  const matchers = list(comparison, ',');
  take(/^\}$/);
  const filters: Test[] = [];
  let fields: Record<string, string> = {};
  while (tokens.length > 0) {
    take(/^\|$/);
    if (sign() === 'json') {
      take(/^json$/);
      fields = Object.fromEntries(list(field, ','));
    } else {
      const some = list(comparison, 'or');
      filters.push((labels) => some.some((test) => test(labels)));
    }
  }
  return { matches: (labels) => matchers.every((test) => test(labels)), fields, filters };
}

/** As RE2 takes it in a filter: of the whole value, with flags in front. */
function whole(expression: string): RegExp {
  const [, flags = '', rest = expression] = /^\(\?([is]+)\)(.*)$/s.exec(expression) ?? [];
  return new RegExp(`^(?:${rest})$`, `${flags}u`);
}
