/** An Idempotency-Key: unique, not secret; works without a secure context, unlike `crypto.randomUUID`. */
export const newRequestKey = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('-');
