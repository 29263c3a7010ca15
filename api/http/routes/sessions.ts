import { routes } from '../../contract/routes.ts';
import { presentMe, presentSession } from '../../contract/session.ts';
import type { SessionService } from '../../services/sessions.ts';
import { clearSessionCookie, deviceCookie, setDeviceCookie, setSessionCookie } from '../middleware/session-cookie.ts';
import { type ApiContext, actorOf, type Binder, bind, callerOf } from '../request.ts';

export function sessionRoutes(binder: Binder, sessions: SessionService): void {
  bind(binder, routes.login, async (ctx, { body: { username, password, deviceToken = deviceCookie(ctx, username) } }) => {
    const caller = { requestId: ctx.state.requestId, source: ctx.ip, signal: goneSignal(ctx) };
    const session = await sessions.login({ ...caller, username, password, deviceToken });
    setSessionCookie(ctx, session.token, session.expiresAt);
    setDeviceCookie(ctx, username, session.deviceToken);
    ctx.body = presentSession(session);
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

/** Aborts when the client leaves before it has its answer. */
function goneSignal(ctx: ApiContext): AbortSignal {
  const gone = new AbortController();
  ctx.res.once('close', () => gone.abort());
  return gone.signal;
}
