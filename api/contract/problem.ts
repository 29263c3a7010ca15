import { z } from 'zod';
import type { ErrorCode, Fault } from '../domain/errors.ts';
import type { Response } from './route.ts';

/** RFC 9457. `type` is stable and names the kind; `detail` is for a person; `errors` holds all faults of a request at once. */
export const Problem = z
  .strictObject({
    type: z.string().meta({ description: 'Stable: `/problems/` and the code.', example: '/problems/name_taken' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.string().meta({ description: 'The last part of `type`.' }),
    traceId: z.string().meta({ description: 'The id of the request, as in the log and the X-Request-Id header.' }),
    errors: z
      .array(
        z.strictObject({
          path: z.string().meta({ description: 'JSON pointer into the request; query fields by name.' }),
          message: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });

export type ProblemView = z.infer<typeof Problem>;

/** Every way to be refused, by the domain or on the way to it. */
export type ProblemCode =
  | ErrorCode
  | 'malformed'
  | 'misdirected'
  | 'request_timeout'
  | 'too_large'
  | 'headers_too_large'
  | 'unsupported_media_type'
  | 'method_not_allowed'
  | 'internal';

export const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  malformed: [400, 'The request cannot be read'],
  not_authenticated: [401, 'Log in first'],
  not_allowed: [403, 'Not allowed'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'No such method here'],
  request_timeout: [408, 'The request came too slowly'],
  name_taken: [409, 'The name is taken'],
  conflict: [409, 'Not in this state'],
  protected: [409, 'Protected against deletion'],
  idempotency_in_progress: [409, 'The same request is being served'],
  revision_conflict: [412, 'Changed meanwhile'],
  too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'Unknown content type'],
  misdirected: [421, 'Not for this host'],
  invalid: [422, 'The request is not valid'],
  idempotency_mismatch: [422, 'Idempotency-Key used for another request'],
  too_many_requests: [429, 'Too many requests'],
  headers_too_large: [431, 'The headers are too large'],
  internal: [500, 'Our fault'],
  unavailable: [503, 'Not available right now'],
};

interface Occurrence {
  readonly detail: string;
  readonly traceId: string;
  readonly faults?: readonly Fault[];
}

export function presentProblem(code: ProblemCode, { detail, traceId, faults = [] }: Occurrence): ProblemView {
  const [status, title] = PROBLEMS[code];
  const problem = { type: `/problems/${code}`, title, status, detail, code, traceId };
  return faults.length > 0 ? { ...problem, errors: faults.map(({ path, message }) => ({ path, message })) } : problem;
}

const Seconds = z.string().meta({ description: 'Seconds after which trying again makes sense.' });
const Types = z.string().optional();

/** Headers that come with a refusal. */
const HEADERS: Partial<Record<ProblemCode, z.ZodObject>> = {
  not_authenticated: z.object({ 'WWW-Authenticate': z.string().meta({ description: 'The scheme to use: `Bearer`.' }) }),
  method_not_allowed: z.object({ Allow: z.string().meta({ description: 'The methods that the path takes.' }) }),
  idempotency_in_progress: z.object({ 'Retry-After': Seconds.optional() }),
  unsupported_media_type: z.object({ 'Accept-Post': Types, 'Accept-Patch': Types, 'Accept-Encoding': Types }),
  too_many_requests: z.object({ 'Retry-After': Seconds }),
  unavailable: z.object({ 'Retry-After': Seconds }),
};

/** The answers a route may refuse with, for its declaration. */
export function problems(...codes: ProblemCode[]): Record<number, Response> {
  const statuses = Map.groupBy(codes, (code) => PROBLEMS[code][0]);
  return Object.fromEntries([...statuses].map(([status, some]) => [status, refusal(some)]));
}

function refusal(codes: readonly ProblemCode[]): Response {
  const headers = codes.map((code) => HEADERS[code]).find((some) => some !== undefined);
  return {
    description: codes.map((code) => `${PROBLEMS[code][1]} (\`${code}\`)`).join(', '),
    schema: Problem,
    mediaType: 'application/problem+json',
    ...(headers && { headers }),
  };
}

/** Zod's issues as faults: one for each unknown field, each with a JSON pointer. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path: jsonPointer(issue.path), message }));
    if (issue.code !== 'unrecognized_keys') return [{ path: jsonPointer(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({ path: jsonPointer([...issue.path, key]), message: 'There is no such field.' }));
  });
}

/** RFC 6901: `/parameters/work_mem`; empty for the whole. */
export const jsonPointer = (path: readonly PropertyKey[]) =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
