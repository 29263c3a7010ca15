import type { Middleware } from 'koa';
import { Refusal } from '../refusal.ts';

const SINGLE = new Set(['host', 'authorization', 'content-type']);
const LENGTHS = new Set([...SINGLE].map((name) => name.length));

/** Refuses a request that gives one of these headers twice: Node takes the first, a proxy before us may have taken the last. */
export function singleHeaders(): Middleware {
  return ({ req: { rawHeaders } }, next) => {
    let seen = '';
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? '';
      if (!LENGTHS.has(name.length)) continue;
      const lower = name.toLowerCase();
      if (!SINGLE.has(lower)) continue;
      if (seen.includes(`${lower};`)) throw new Refusal('malformed', `The header ${name} is given more than once. Send it once.`);
      seen += `${lower};`;
    }
    return next();
  };
}
