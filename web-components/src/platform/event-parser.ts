/** One message of a server-sent event stream. */
export interface ServerMessage {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** Parses a server-sent event stream, given in chunks of any size, into messages. Comments are ignored. */
export class EventParser {
  #rest = '';
  #event = '';
  #id: string | undefined;
  #data: string[] = [];

  *push(chunk: string): Generator<ServerMessage> {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = this.#take(line.replace(/\r$/, ''));
      if (message) yield message;
    }
  }

  #take(line: string): ServerMessage | undefined {
    if (line === '') return this.#finish();
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data.push(value);
    if (field === 'id') this.#id = value;
    return undefined;
  }

  #finish(): ServerMessage | undefined {
    const message = { event: this.#event || 'message', id: this.#id, data: this.#data.join('\n') };
    const empty = this.#data.length === 0;
    this.#event = '';
    this.#id = undefined;
    this.#data = [];
    return empty ? undefined : message;
  }
}
