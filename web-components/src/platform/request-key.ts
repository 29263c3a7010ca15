/** An Idempotency-Key: unguessable is not needed, unique is; works without a secure context, unlike randomUUID. */
export const newRequestKey = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('-');
