import { TENANT_ROLE } from '../../../constructs/manifests/project.ts';
import { DomainError } from '../../domain/errors.ts';

/** An answer of the API server that is not a success, or none at all (`status` 0: the outcome is then unknown). */
export class KubernetesError extends Error {
  readonly status: number;
  /** Kubernetes' own word, for example `AlreadyExists`; 409 alone means two different things. */
  readonly reason: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, details: { status: number; reason: string; retryAfterSeconds?: number | undefined }) {
    super(message);
    this.name = 'KubernetesError';
    this.status = details.status;
    this.reason = details.reason;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Never sent, so that trying again cannot do anything twice. */
export const neverSent = (error: unknown) => error instanceof KubernetesError && error.reason === 'ConnectionRefused';

/** CloudNativePG has to admit every write; without its operator none is carried out. */
const notAdmitted = ({ status, message }: KubernetesError) => status === 500 && message.includes('failed calling webhook');

/** Sent, and nobody knows what became of it. */
export const outcomeUnknown = (error: unknown) =>
  error instanceof KubernetesError &&
  !neverSent(error) &&
  !notAdmitted(error) &&
  (error.status === 0 || error.status === 500 || error.status === 504);

/** In a namespace that is not there or was just made: its quota is not counted yet, or we have no rights there yet. */
export const isTooEarly = (error: unknown): error is KubernetesError =>
  error instanceof KubernetesError && error.status === 403 && !error.message.includes('exceeded quota');

export const isReason = (error: unknown, reason: string) => error instanceof KubernetesError && error.reason === reason;

/** What a caller of ours may see of it. @param unknown a sentence for a write of which nobody knows what became */
export function toDomainError(error: unknown, unknown = UNREACHABLE): unknown {
  if (!(error instanceof KubernetesError)) return error;
  const { status, reason, message } = error;
  if (reason === 'AlreadyExists') return new DomainError('name_taken', 'There is a database of that name already. Choose another name.');
  if (reason === 'Conflict')
    return new DomainError('revision_conflict', 'The database has changed meanwhile. Read it again and repeat your change.');
  if (message.includes('exceeded quota'))
    return new DomainError(
      'conflict',
      `The project's quota is used up: ${quotaOf(message)}. Delete or shrink a database, or ask for more.`,
    );
  if (status === 422 || reason === 'Invalid' || message.includes('denied the request')) {
    return new DomainError('invalid', `CloudNativePG refuses this: ${message}`, { faults: [{ path: '', message }] });
  }
  if (status === 401 || status === 403) return unavailable(NO_RIGHT, 60);
  if (notAdmitted(error)) return unavailable(NOT_ADMITTED);
  if (status === 0 || status === 429 || status >= 500)
    return unavailable(outcomeUnknown(error) ? unknown : UNREACHABLE, error.retryAfterSeconds);
  return error;
}

const UNREACHABLE = 'The Kubernetes API server cannot be reached, so nothing can be changed now. Try again in a moment.';

const NO_RIGHT = `The platform has no right to do this in Kubernetes. Tell its operator: the namespace of the project may lack the role binding "${TENANT_ROLE}".`;

const NOT_ADMITTED =
  "CloudNativePG's operator does not answer, so nothing can be changed now. Try again in a moment; if that goes on, tell the operator of the platform.";

const unavailable = (message: string, retryAfterSeconds = 2) => new DomainError('unavailable', message, { retryAfterSeconds });

/** "exceeded quota: project, requested: count/…=1, used: …, limited: …" without what the tenant cannot know. */
const quotaOf = (message: string) => message.slice(message.indexOf('exceeded quota')).replace(/^exceeded quota: [^,]*, /, '');
