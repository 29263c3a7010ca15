import type { ProblemView } from './wire.ts';

/** A failed request: the API's problem+json, or no response (`status` 0, code `offline`). */
export class ApiProblem extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Stable, as in the API's problem types; `offline` when there was no answer. */
  readonly code: string;
  readonly faults: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, problem: Partial<Pick<ProblemView, 'code' | 'detail' | 'errors'>>) {
    super(problem.detail ?? `The API answered with status ${status}.`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = problem.code ?? 'internal';
    this.faults = problem.errors ?? [];
  }
}

/** Whether an error is an {@link ApiProblem}, also of another copy of this module in the same page. */
export const isApiProblem = (error: unknown): error is ApiProblem => error instanceof Error && error.name === 'ApiProblem';

/** The problem in a failed response; a response that is not a problem (a proxy's HTML page) gives a generic one. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  return new ApiProblem(response.status, isProblem(body) ? body : {});
}

const isProblem = (body: unknown): body is ProblemView => typeof body === 'object' && body !== null && 'detail' in body;
