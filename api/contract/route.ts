import type { z } from 'zod';

/**
 * One route, declared once: the router binds it, the OpenAPI document shows it, the tests hold answers against it.
 * Paths are in OpenAPI's notation (`/api/databases/{name}`).
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Headers extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** `jwt`: a bearer token or the console's cookie. */
  readonly auth: 'none' | 'jwt';
  readonly tag: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  /** Answers carry an ETag, and If-None-Match with it is answered 304. */
  readonly conditional?: boolean;
  /** Media types the body may come in; JSON unless said otherwise. */
  readonly bodyTypes?: readonly string[];
  readonly responses: Readonly<Record<number, Response>>;
}

export interface Response {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** JSON unless said otherwise. */
  readonly mediaType?: string;
  /** Further media types that the body may come in, if it is asked for. */
  readonly also?: Readonly<Record<string, z.ZodType>>;
  readonly headers?: z.ZodObject;
}

/** Keeps the types of the parts, so that a handler gets them parsed. */
export const route = <P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType>(
  declared: Route<P, Q, H, B>,
): Route<P, Q, H, B> => declared;
