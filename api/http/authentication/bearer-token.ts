import { type Authenticator, NOT_AUTHENTICATED } from './authenticator.ts';

/** RFC 9110: the name of the scheme in any case, then spaces. RFC 6750: the characters of a token. */
const BEARER = /^bearer +([-\w.~+/]+=*)$/i;

/** A token in the Authorization header. Another scheme there is refused, so that no cookie counts beside it. */
export const bearerToken = (verify: Authenticator['verify']): Authenticator => ({
  credentialOf(request) {
    const header = request.get('authorization');
    if (header === '') return undefined;
    const token = BEARER.exec(header)?.[1];
    if (token === undefined) throw NOT_AUTHENTICATED;
    return token;
  },
  verify,
});
