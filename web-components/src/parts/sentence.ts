import { ApiProblem } from '../platform/api-problem.ts';
import { sharedText } from './texts.ts';

/** What to tell a person about a failure: all faults, or what the API said. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return sharedText().failed;
  if (error.status === 0) return sharedText().offline;
  return error.faults.map(({ message }) => message).join(' ') || error.message;
}
