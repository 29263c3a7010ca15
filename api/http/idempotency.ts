import type { Route } from '../contract/route.ts';
import type { Idempotency } from '../domain/ports.ts';
import { digest } from './canonical-json.ts';

interface KeyedRequest {
  readonly route: Route;
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** The key of a request with what it is held against when it comes again: method, path, query and body, in any order of their fields. */
export function idempotencyOf(key: string | undefined, { route, params, query, body }: KeyedRequest): Idempotency | undefined {
  return key === undefined
    ? undefined
    : { key, fingerprint: digest([route.method, route.path, params ?? null, query ?? null, body ?? null]) };
}
