import { isApiProblem } from '../platform/api-problem.ts';
import { sharedText } from './texts.ts';

/** The text for a failed action: all faults, or the API's detail. */
export function errorText(error: unknown): string {
  if (!isApiProblem(error)) return sharedText().failed;
  if (error.status === 0) return sharedText().noAnswer;
  return error.faults.map(({ message }) => message).join(' ') || error.message;
}
