import { hash } from 'node:crypto';

/** JSON that is the same for equal values, whatever the order of their keys. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** A short text that is the same for equal values. */
export const digest = (value: unknown) => hash('sha256', canonicalJson(value), 'base64url').slice(0, 22);
