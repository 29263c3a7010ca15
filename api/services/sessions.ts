import type { AuditIntent } from '../domain/audit.ts';
import { DomainError, TooManyLogins } from '../domain/errors.ts';
import type { Journal, KnownDevices, LoginGuard, Revocations, TokenIssuer, User, UserDirectory } from '../domain/ports.ts';
import type { Caller } from './databases.ts';
import type { RefusedLogins } from './refused-logins.ts';

interface Parts {
  readonly users: UserDirectory;
  readonly tokens: TokenIssuer;
  readonly revocations: Revocations;
  readonly journal: Journal;
  readonly guard: LoginGuard;
  readonly devices: KnownDevices;
  readonly refusedLogins: RefusedLogins;
}

export interface Session {
  readonly user: User;
  readonly token: string;
  readonly expiresAt: string;
  /** Says at the next login that this device is known. */
  readonly deviceToken: string;
}

export interface LoginRequest extends Omit<Caller, 'actor'> {
  readonly username: string;
  readonly password: string;
  readonly deviceToken: string | undefined;
  /** Ends the wait: the client has gone. */
  readonly signal: AbortSignal;
}

export type SessionService = ReturnType<typeof sessionService>;

/** Logging in and out. A wrong name and a wrong password are one and the same answer. */
export function sessionService({ users, tokens, revocations, journal, guard, devices, refusedLogins }: Parts) {
  async function begin(intent: AuditIntent, password: string): Promise<Omit<Session, 'deviceToken'>> {
    const authenticated = users.authenticate(intent.actor, password);
    await Promise.allSettled([authenticated]); // hashing takes long: no transaction may wait for it
    return journal.record(intent, async () => {
      const user = await authenticated;
      if (!user) throw new DomainError('not_authenticated', 'User name or password is wrong.');
      return { user, ...tokens.issue(user) };
    });
  }

  return {
    async login({ requestId, source, username, password, deviceToken, signal }: LoginRequest): Promise<Session> {
      const intent: AuditIntent = { actor: username, action: 'session.login', project: null, database: null, requestId, source };
      const attempt = { address: source, account: username, deviceToken, signal };
      try {
        const session = await guard.attempt(attempt, () => begin(intent, password));
        const device = deviceToken === undefined ? undefined : devices.deviceOf(deviceToken, username);
        return { ...session, deviceToken: devices.issue(username, device) };
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
