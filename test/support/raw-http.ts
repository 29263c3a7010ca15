import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends bytes as they are and reads until the other side closes. */
export async function rawExchange(url: string, request: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // the end of the text tells
  socket.write(request);
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) text += chunk;
  return text;
}

/** The first answer in a text of HTTP/1.1; chunks are left as they are. */
export function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  return { status: Number(first.split(' ')[1] ?? 0), headers, text: rest.join('\r\n\r\n') };
}

/** One request with `Connection: close`; header lines as given. */
export async function rawRequest(url: string, line: string, headers: readonly string[] = [], body = ''): Promise<RawAnswer> {
  const own = headers.some((header) => /^host:/i.test(header)) ? [] : [`Host: ${new URL(url).host}`];
  return parseAnswer(await rawExchange(url, [`${line} HTTP/1.1`, 'Connection: close', ...own, ...headers, '', body].join('\r\n')));
}
