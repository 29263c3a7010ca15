/** A refusal that the caller can understand and act on. Everything else that is thrown is a fault of ours. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  /** Seconds after which trying again makes sense; for `unavailable` and `too_many_requests`. */
  readonly retryAfterSeconds: number | undefined;
  /** The reason for the audit log, which may know more than the caller. */
  readonly recordedReason: string;

  /** The answer to a commit was lost: it is not known whether a change was made. */
  readonly outcomeUnknown: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.recordedReason = details.recordedReason ?? message;
    this.name = 'DomainError';
    this.code = code;
    this.faults = details.faults ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

interface ErrorDetails {
  readonly faults?: readonly Fault[];
  readonly retryAfterSeconds?: number;
  readonly recordedReason?: string;
  readonly outcomeUnknown?: boolean;
  /** What was thrown by the means; for the log. */
  readonly cause?: unknown;
}

/** A login that was not tried, since a limit on logins is reached. */
export class TooManyLogins extends DomainError {
  /** The same text for the same limit, so that refusals can be counted. */
  readonly limit: string;

  constructor(limit: string, message: string, retryAfterSeconds: number) {
    super('too_many_requests', message, { retryAfterSeconds });
    this.limit = limit;
  }
}

export type ErrorCode =
  /** There is no such thing, or it is none of the caller's business. */
  | 'not_found'
  | 'name_taken'
  | 'not_authenticated'
  | 'not_allowed'
  /** `If-Match` names another revision than the one that is there. */
  | 'revision_conflict'
  /** What is asked contradicts the present state, for example changing a database that is being deleted. */
  | 'conflict'
  /** deletionProtection is on. */
  | 'protected'
  | 'invalid'
  /** The same Idempotency-Key came with another request. */
  | 'idempotency_mismatch'
  /** The same Idempotency-Key is being served right now. */
  | 'idempotency_in_progress'
  | 'too_many_requests'
  | 'unavailable';

/** One thing wrong with a request; `path` is a JSON pointer into it. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

export const invalid = (faults: readonly Fault[]) =>
  new DomainError('invalid', faults.map(({ path, message }) => `${path || '(request)'}: ${message}`).join(' '), { faults });
