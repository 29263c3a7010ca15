import { type KeyObject, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { KnownDevices } from '../../domain/ports.ts';
import { ALGORITHM, ISSUER } from '../tokens.ts';

/** Another audience than that of the API: neither kind of token is taken for the other. */
const AUDIENCE = 'postgres-paas-device';
export const DEVICE_LIFETIME_SECONDS = 180 * 24 * 60 * 60;

const Claims = z.object({ sub: z.string(), jti: z.string().max(100) });

/** Device tokens are signed, so nothing about a device needs to be kept, and each replica knows them all. */
export const knownDevices = (key: KeyObject): KnownDevices => ({
  issue(account, device = randomUUID()) {
    const claims = { sub: account, jti: device };
    return jwt.sign(claims, key, { algorithm: ALGORITHM, issuer: ISSUER, audience: AUDIENCE, expiresIn: DEVICE_LIFETIME_SECONDS });
  },
  deviceOf(token, account) {
    try {
      const claims = Claims.parse(jwt.verify(token, key, { algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE }));
      return claims.sub === account ? claims.jti : undefined;
    } catch {
      return undefined; // of no use, which is no reason to refuse the login
    }
  },
});
