import type { Context, Middleware, Next } from 'koa';
import { DomainError } from '../../domain/errors.ts';
import type { Revocations } from '../../domain/ports.ts';
import { type Authenticator, type Identity, NOT_AUTHENTICATED } from '../authentication/authenticator.ts';

/** How long a verified credential is trusted without another look at it and its user. */
const TRUST_MS = 60_000;
const MAX_KNOWN = 10_000;

interface Known extends Identity {
  /** Until when nothing needs to be looked up; `performance.now()`. */
  readonly trustedUntilMs: number;
}

/**
 * Finds out who asks, or answers 401. The first authenticator that a request has a credential for decides: it verifies
 * the credential when it first comes; then it is known by the whole of it, and only its end and its revocation are checked.
 */
export function authenticate(authenticators: readonly Authenticator[], revocations: Revocations): Middleware {
  const verified = new VerifiedCredentials();

  function admit(ctx: Context, next: Next, { actor, endsAtMs }: Identity): Promise<unknown> {
    if (endsAtMs <= Date.now() || revocations.isRevoked(actor.tokenId)) throw NOT_AUTHENTICATED;
    ctx.state.actor = actor;
    return next();
  }

  return (ctx, next) => {
    for (const authenticator of authenticators) {
      const credential = authenticator.credentialOf(ctx);
      if (credential === undefined) continue;
      const trusted = verified.trusted(credential);
      if (trusted) return admit(ctx, next, trusted);
      return verified.verify(credential, authenticator).then((identity) => admit(ctx, next, identity));
    }
    throw NOT_AUTHENTICATED;
  };
}

/** One memory for the credentials of all authenticators. */
class VerifiedCredentials {
  readonly #known = new Map<string, Known>();

  /** undefined when it has to be verified. */
  trusted(credential: string): Identity | undefined {
    const known = this.#known.get(credential);
    return known && known.trustedUntilMs >= performance.now() ? known : undefined;
  }

  async verify(credential: string, authenticator: Authenticator): Promise<Identity> {
    const known = await this.#verified(credential, authenticator);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(credential, known);
    return known;
  }

  /** While the store cannot be reached, who was known stays known. */
  async #verified(credential: string, authenticator: Authenticator): Promise<Known> {
    const before = this.#known.get(credential);
    try {
      return { ...(await authenticator.verify(credential)), trustedUntilMs: performance.now() + TRUST_MS };
    } catch (error) {
      if (!before || !(error instanceof DomainError && error.code === 'unavailable')) throw error;
      return { ...before, trustedUntilMs: performance.now() + TRUST_MS / 10 };
    }
  }
}
