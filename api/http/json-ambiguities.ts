import { jsonPointer } from '../contract/problem.ts';
import type { Fault } from '../domain/errors.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/** What JSON.parse passes over: a field given twice, and numbers that it cannot hold. @param text is JSON */
export function jsonAmbiguities(text: string): readonly Fault[] {
  const reader = new TokenReader();
  for (const [token] of text.matchAll(TOKEN)) reader.read(token);
  return reader.faults;
}

interface Container {
  /** Keys so far; undefined in an array. */
  readonly keys: Set<string> | undefined;
  /** The key or index of the value that comes next. */
  place: string;
}

/** Goes through the tokens of valid JSON and knows at each where it is. */
class TokenReader {
  readonly faults: Fault[] = [];
  readonly #open: Container[] = [];
  #expectsKey = false;

  read(token: string): void {
    if (token === '{') this.#enter(new Set());
    else if (token === '[') this.#enter(undefined);
    else if (token === '}' || token === ']') this.#open.pop();
    else if (token === ',') this.#goOn();
    else if (this.#expectsKey)
      this.#takeKey(JSON.parse(token) as string); // a key of valid JSON
    else this.#takeValue(token);
  }

  #enter(keys: Set<string> | undefined): void {
    this.#open.push({ keys, place: '0' });
    this.#expectsKey = keys !== undefined;
  }

  #goOn(): void {
    const inner = this.#open.at(-1);
    this.#expectsKey = inner?.keys !== undefined;
    if (inner && !inner.keys) inner.place = String(Number(inner.place) + 1);
  }

  #takeKey(key: string): void {
    const inner = this.#open.at(-1);
    this.#expectsKey = false;
    if (!inner?.keys) return;
    inner.place = key;
    if (inner.keys.has(key)) this.#report('Given more than once.');
    inner.keys.add(key);
  }

  #takeValue(token: string): void {
    if (/^[-\d]/.test(token) && !canBeHeld(Number(token))) this.#report('A number that cannot be held exactly.');
  }

  #report(message: string): void {
    this.faults.push({ path: jsonPointer(this.#open.map(({ place }) => place)).toWellFormed(), message });
  }
}

const canBeHeld = (number: number) => Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
