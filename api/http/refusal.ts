import type { ProblemCode } from '../contract/problem.ts';

/** A request that is refused before it means anything to the domain: unreadable, too large, of an unknown type. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  /** Of the answer; they tell what would be taken. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.headers = headers;
  }
}
