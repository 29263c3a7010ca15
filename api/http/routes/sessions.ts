import { routes } from '../../contract/routes.ts';
import { presentMe, presentSession } from '../../contract/session.ts';
import type { SessionService } from '../../services/sessions.ts';
import { clearSessionCookie, setSessionCookie } from '../middleware/session-cookie.ts';
import { actorOf, type Binder, bind, callerOf } from '../request.ts';

export function sessionRoutes(binder: Binder, sessions: SessionService): void {
  bind(binder, routes.login, async (ctx, { body: { username, password } }) => {
    const session = await sessions.login({ requestId: ctx.state.requestId, source: ctx.ip }, username, password);
    setSessionCookie(ctx, session.token, session.expiresAt);
    ctx.body = presentSession(session.user, session);
  });

  bind(binder, routes.me, (ctx) => {
    ctx.body = presentMe(actorOf(ctx));
  });

  bind(binder, routes.logout, async (ctx) => {
    await sessions.logout(callerOf(ctx));
    clearSessionCookie(ctx);
    ctx.status = 204;
  });
}
