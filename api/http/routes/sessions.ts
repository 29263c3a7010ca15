import { operations } from '../../contract/operations.ts';
import { presentMe, presentSession } from '../../contract/session.ts';
import type { SessionService } from '../../services/sessions.ts';
import { clearSessionCookie, setSessionCookie } from '../middleware/session-cookie.ts';
import { actorOf, bind, callerOf, type Routes } from '../request.ts';

export function sessionRoutes(routes: Routes, sessions: SessionService): void {
  bind(routes, operations.login, async (ctx, { body: { username, password } }) => {
    const session = await sessions.login({ requestId: ctx.state.requestId, source: ctx.ip }, username, password);
    setSessionCookie(ctx, session.token, session.expiresAt);
    ctx.body = presentSession(session.user, session);
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
