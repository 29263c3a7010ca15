import { createHmac } from 'node:crypto';

/**
 * The password for a purpose such as `<database id>:app:1`. It is computed, never stored: it follows from the
 * secret of the data folder, which is all there is to keep safe.
 */
export const derivePassword = (secret: Uint8Array, purpose: string): string =>
  createHmac('sha256', secret).update(purpose).digest('base64url');
