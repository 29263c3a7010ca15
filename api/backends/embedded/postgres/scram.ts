import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** As in pg_authid: `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`. */
const VERIFIER = /^SCRAM-SHA-256\$(\d{1,7}):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):[A-Za-z0-9+/=]+$/;

/** More than this would keep the machine busy at a tenant's will; a verifier of ours has 4096. */
const MOST_ITERATIONS = 100_000;

/** Answers of late: a verifier stays the same until the password is set again, and computing it takes milliseconds. */
const known = new Map<string, boolean>();
const KNOWN_AT_MOST = 10_000;

/** Whether a role with this entry in pg_authid logs in with that password (plain ASCII) by SCRAM (RFC 5802). */
export async function isPasswordOf(verifier: string | null, password: string): Promise<boolean> {
  const key = createHash('sha256').update(`${verifier}\n${password}`).digest('base64');
  const found = known.get(key);
  if (found !== undefined) return found;
  const matches = await compare(verifier, password);
  if (known.size >= KNOWN_AT_MOST) known.clear();
  known.set(key, matches);
  return matches;
}

async function compare(verifier: string | null, password: string): Promise<boolean> {
  const [, iterations = '', salt = '', stored] = VERIFIER.exec(verifier ?? '') ?? [];
  if (stored === undefined || Number(iterations) > MOST_ITERATIONS) return false;
  const salted = await derive(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  return createHash('sha256').update(clientKey).digest('base64') === stored;
}
