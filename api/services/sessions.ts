import type { AuditIntent } from '../domain/audit.ts';
import { DomainError, TooManyLogins } from '../domain/errors.ts';
import type { Journal, LoginGuard, Revocations, TokenIssuer, User, UserDirectory } from '../domain/ports.ts';
import type { Caller } from './databases.ts';
import type { RefusedLogins } from './refused-logins.ts';

interface Parts {
  readonly users: UserDirectory;
  readonly tokens: TokenIssuer;
  readonly revocations: Revocations;
  readonly journal: Journal;
  readonly guard: LoginGuard;
  readonly refusedLogins: RefusedLogins;
}

export interface Session {
  readonly user: User;
  readonly token: string;
  readonly expiresAt: string;
}

export type SessionService = ReturnType<typeof sessionService>;

/** Logging in and out. A wrong name and a wrong password are one and the same answer. */
export function sessionService({ users, tokens, revocations, journal, guard, refusedLogins }: Parts) {
  /** @throws TooManyLogins, not recorded */
  async function begin(intent: AuditIntent, password: string): Promise<Session> {
    const authenticated = users.authenticate(intent.actor, password);
    const fault = await faultOf(authenticated); // hashing takes long: no transaction may wait for it
    if (fault instanceof TooManyLogins) throw fault;
    return journal.record(intent, async () => {
      const user = await authenticated;
      if (!user) throw new DomainError('not_authenticated', 'User name or password is wrong.');
      return { user, ...tokens.issue(user) };
    });
  }

  return {
    async login({ requestId, source }: Omit<Caller, 'actor'>, username: string, password: string): Promise<Session> {
      const intent: AuditIntent = { actor: username, action: 'session.login', project: null, database: null, requestId, source };
      try {
        return await guard.attempt(source, username, () => begin(intent, password));
      } catch (error) {
        if (error instanceof TooManyLogins) await refusedLogins.note(intent, error);
        throw error;
      }
    },

    logout({ actor, requestId, source }: Caller): Promise<void> {
      const intent: AuditIntent = { actor: actor.name, action: 'session.logout', project: null, database: null, requestId, source };
      return journal.record(intent, (work) => revocations.revoke(work, actor.tokenId, actor.tokenExpiresAt));
    },
  };
}

const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
