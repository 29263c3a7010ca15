import type { Context } from 'koa';
import getRawBody from 'raw-body';
import { jsonPointer } from '../contract/problem.ts';
import { type Fault, invalid } from '../domain/errors.ts';
import { jsonAmbiguities } from './json-ambiguities.ts';
import { Refusal } from './refusal.ts';

const BODY_LIMIT = '64kb';
const MAX_DEPTH = 20;

/**
 * The body of a request as JSON that means one thing only: UTF-8, not compressed, no field twice, no number that
 * JavaScript cannot hold.
 * @throws Refusal `unsupported_media_type`, `malformed`; DomainError `invalid`
 */
export async function readJson(ctx: Context, types: readonly string[]): Promise<unknown> {
  checkMediaType(ctx, types);
  if (ctx.req.headers.expect !== undefined) ctx.res.writeContinue();
  const bytes = await getRawBody(ctx.req, { limit: BODY_LIMIT, length: ctx.request.length ?? null });
  const text = decode(bytes);
  const value = parseJson(text);
  const faults = [...structureFaults(value, []), ...jsonAmbiguities(text)];
  if (faults.length > 0) throw invalid(faults);
  return value;
}

/** The header that tells which types a body may come in. */
export const acceptedTypes = (method: string, types: readonly string[]): Readonly<Record<string, string>> => ({
  [method === 'patch' || method === 'PATCH' ? 'Accept-Patch' : 'Accept-Post']: types.join(', '),
});

function checkMediaType(ctx: Context, types: readonly string[]): void {
  const encoding = ctx.get('content-encoding').trim().toLowerCase();
  if (encoding !== '' && encoding !== 'identity') {
    const message = `Send the body as it is: Content-Encoding "${encoding}" is not understood.`;
    throw new Refusal('unsupported_media_type', message, { 'Accept-Encoding': 'identity' });
  }
  const given = ctx.get('content-type');
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(given)?.[1] ?? 'utf-8';
  if (ctx.is([...types]) && /^utf-?8$/i.test(charset)) return;
  const message = `Send a body of type ${types.join(' or ')}, in UTF-8${given ? `, not ${given}` : ''}.`;
  throw new Refusal('unsupported_media_type', message, acceptedTypes(ctx.method, types));
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal('malformed', 'The body is not UTF-8.');
  }
}

/** V8 quotes a piece of the text, which may be a password. */
const QUOTED_SOURCE = /, (\.\.\.)?".*$/s;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(QUOTED_SOURCE, '') : error;
    throw new Refusal('malformed', `The body is not JSON: ${message}.`);
  }
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Deeper than anything we accept, a key that means something to JavaScript, or text that is not Unicode. */
function structureFaults(value: unknown, path: readonly string[]): readonly Fault[] {
  const fault = (message: string, place = path) => [{ path: pointer(place), message }];
  if (typeof value === 'string') return value.isWellFormed() ? [] : fault('Half a surrogate pair is no character.');
  if (typeof value !== 'object' || value === null) return [];
  if (path.length >= MAX_DEPTH) return fault(`Nested deeper than ${MAX_DEPTH} levels.`);
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...path, key];
    if (FORBIDDEN_KEYS.has(key)) return fault(`The key "${key}" is not allowed.`, place);
    return key.isWellFormed() ? structureFaults(inner, place) : fault('Half a surrogate pair is no character.', place);
  });
}

const pointer = (path: readonly string[]) => jsonPointer(path).toWellFormed();
