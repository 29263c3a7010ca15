import type { ProblemCode } from '../contract/problem.ts';

/** A request that is refused before it means anything to the domain: unreadable, too large, of an unknown type. */
export class Refusal extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}
