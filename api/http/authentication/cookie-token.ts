import { SESSION_COOKIE } from '../middleware/session-cookie.ts';
import type { Authenticator, Credentials } from './authenticator.ts';

/** A token in the console's cookie. It counts only for requests that a page of this very origin made. */
export const cookieToken = (verify: Authenticator['verify']): Authenticator => ({
  credentialOf(request) {
    if (request.get('cookie') === '') return undefined;
    const cookie = request.cookies.get(SESSION_COOKIE);
    return cookie && isSameOrigin(request) ? cookie : undefined;
  },
  verify,
});

function isSameOrigin(request: Credentials): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== '') return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  return origin === '' || URL.parse(origin)?.host === request.get('host');
}
