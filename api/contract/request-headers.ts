import { z } from 'zod';

/** Makes a change depend on what its sender has seen. */
export const IfMatch = z.object({
  'if-match': z
    .string()
    .regex(
      /^(\*|(W\/)?"[^"]{0,100}"([ \t]*,[ \t]*(W\/)?"[^"]{0,100}")*)$/,
      'ETags in double quotes, as the database was answered with, or *.',
    )
    .max(1000)
    .optional()
    .meta({
      description:
        'ETags you have seen, or *; 412 when the spec has changed since. What comes before the dot counts (the revision), so that a change of the status refuses nothing. A weak one never matches.',
      example: '"17.0f3a91c2d4e5b607"',
    }),
});

/** Makes a request safe to send again. */
export const IdempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, 'Up to 128 printable ASCII characters.')
    .optional()
    .meta({ description: 'The same key and body give the same answer for a day, however often they are sent.' }),
});
