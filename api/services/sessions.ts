import type { AuditIntent } from '../domain/audit.ts';
import { DomainError } from '../domain/errors.ts';
import type { Journal, Revocations, TokenIssuer, User, UserDirectory } from '../domain/ports.ts';
import type { Caller } from './databases.ts';

interface Parts {
  readonly users: UserDirectory;
  readonly tokens: TokenIssuer;
  readonly revocations: Revocations;
  readonly journal: Journal;
}

export interface Session {
  readonly user: User;
  readonly token: string;
  readonly expiresAt: string;
}

export type SessionService = ReturnType<typeof sessionService>;

/** Logging in and out. A wrong name and a wrong password are one and the same answer. */
export function sessionService({ users, tokens, revocations, journal }: Parts) {
  return {
    async login({ requestId, source }: Omit<Caller, 'actor'>, username: string, password: string): Promise<Session> {
      const intent: AuditIntent = { actor: username, action: 'session.login', project: null, database: null, requestId, source };
      const authenticated = users.authenticate(username, password);
      await authenticated.catch(() => undefined); // hashing takes long: no transaction may wait for it
      return journal.record(intent, async () => {
        const user = await authenticated;
        if (!user) throw new DomainError('not_authenticated', 'User name or password is wrong.');
        return { user, ...tokens.issue(user) };
      });
    },

    logout({ actor, requestId, source }: Caller): Promise<void> {
      const intent: AuditIntent = { actor: actor.name, action: 'session.logout', project: null, database: null, requestId, source };
      return journal.record(intent, (work) => revocations.revoke(work, actor.tokenId, actor.tokenExpiresAt));
    },
  };
}
