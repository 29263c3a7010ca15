import { operations } from '../../contract/operations.ts';
import { presentMe, presentSession } from '../../contract/session.ts';
import { DomainError } from '../../domain/errors.ts';
import type { SessionService } from '../../services/sessions.ts';
import { type LoginGuard, networkOf } from '../login-guard.ts';
import { clearSessionCookie, setSessionCookie } from '../middleware/session-cookie.ts';
import { actorOf, bind, callerOf, type Routes } from '../request.ts';

export function sessionRoutes(routes: Routes, sessions: SessionService, guard: LoginGuard): void {
  bind(routes, operations.login, async (ctx, { body: { username, password } }) => {
    const network = networkOf(ctx.ip);
    await guard.check(network, username);
    try {
      const session = await sessions.login({ requestId: ctx.state.requestId, source: ctx.ip }, username, password);
      setSessionCookie(ctx, session.token, session.expiresAt);
      ctx.body = presentSession(session.user, session);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not_authenticated') await guard.failed(network, username);
      throw error;
    }
  });

  bind(routes, operations.me, (ctx) => {
    ctx.body = presentMe(actorOf(ctx));
  });

  bind(routes, operations.logout, async (ctx) => {
    await sessions.logout(callerOf(ctx));
    clearSessionCookie(ctx);
    ctx.status = 204;
  });
}
