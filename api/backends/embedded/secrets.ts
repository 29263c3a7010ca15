import { createHmac } from 'node:crypto';

/**
 * The password for a purpose such as `<database id>:app:1`. It is computed, never stored: whoever has the secret of the
 * data folder has all of them, and nobody else has any.
 */
export const derivePassword = (secret: Uint8Array, purpose: string): string =>
  createHmac('sha256', secret).update(purpose).digest('base64url');
