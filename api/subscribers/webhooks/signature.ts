import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { SignatureKind, SigningSecrets } from '../../domain/webhook.ts';
import type { NewSecret } from '../../domain/webhook-ports.ts';

/** Bytes of a secret; the specification asks for 24 to 64. */
const SECRET_BYTES = 32;
/** Before the 32 bytes of the key in the DER form of an ed25519 public key (RFC 8410). */
const PUBLIC_KEY_HEADER_BYTES = 12;

/** A secret as Standard Webhooks writes it, and the public key that goes with it. */
export function newSecret(kind: SignatureKind): NewSecret {
  if (kind === 'hmac-sha256') return { secret: `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`, publicKey: null };
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(PUBLIC_KEY_HEADER_BYTES);
  return {
    secret: `whsk_${privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')}`,
    publicKey: `whpk_${raw.toString('base64')}`,
  };
}

interface SignedContent {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/** The header `webhook-signature`: one signature of each secret that is valid, the current one first. */
export const signatureOf = ({ current, previous }: SigningSecrets, content: SignedContent): string =>
  [current, ...(previous === undefined ? [] : [previous])].map((secret) => signedWith(secret, content)).join(' ');

/** Standard Webhooks: a version, and the signature of id, seconds and body. The published libraries verify it in the tests. */
function signedWith(secret: string, { id, at, body }: SignedContent): string {
  const content = `${id}.${Math.floor(at.getTime() / 1000)}.${body}`;
  const [kind, encoded = ''] = secret.split('_');
  const key = Buffer.from(encoded, 'base64');
  if (kind === 'whsec') return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  return `v1a,${sign(null, Buffer.from(content), privateKey).toString('base64')}`;
}
