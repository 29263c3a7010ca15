import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { Webhook as HmacSigner } from 'standardwebhooks';
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

function signedWith(secret: string, { id, at, body }: SignedContent): string {
  if (secret.startsWith('whsec_')) return new HmacSigner(secret).sign(id, at, body);
  const key = createPrivateKey({ key: Buffer.from(secret.slice('whsk_'.length), 'base64'), format: 'der', type: 'pkcs8' });
  const content = `${id}.${Math.floor(at.getTime() / 1000)}.${body}`;
  return `v1a,${sign(null, Buffer.from(content), key).toString('base64')}`;
}
