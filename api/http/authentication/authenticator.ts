import type { Context } from 'koa';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';

/** Who a credential stands for, and until when. */
export interface Identity {
  readonly actor: Actor;
  readonly endsAtMs: number;
}

/** What of a request says who asks. */
export type Credentials = Pick<Context, 'get' | 'cookies'>;

/** One way to say who asks. A new one, such as an API token, is one more in the list that {@link authenticate} is given. */
export interface Authenticator {
  /** The credential that a request carries for this way; undefined for none. @throws DomainError `not_authenticated` when it came in a wrong form */
  credentialOf(request: Credentials): string | undefined;
  /** @throws DomainError `not_authenticated`; `unavailable` when that cannot be found out now */
  verify(credential: string): Promise<Identity>;
}

/** One for all requests: strangers can cause it at any rate, and the stack of a new one is what would cost most of the answer. */
export const NOT_AUTHENTICATED = new DomainError(
  'not_authenticated',
  'The token is missing, has ended or is not one of ours. Log in with POST /api/auth/login.',
);
