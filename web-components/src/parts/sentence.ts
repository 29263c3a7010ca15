import { isApiProblem } from '../platform/api-problem.ts';
import { sharedText } from './texts.ts';

/** What a person reads about an action that failed: all faults, or what the API said. */
export function sentenceOf(error: unknown): string {
  if (!isApiProblem(error)) return sharedText().failed;
  if (error.status === 0) return sharedText().noAnswer;
  return error.faults.map(({ message }) => message).join(' ') || error.message;
}
