import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { PROBLEMS, type ProblemCode, presentProblem } from '../../contract/problem.ts';
import { DomainError } from '../../domain/errors.ts';
import { Refusal } from '../refusal.ts';

/** The one place where what was thrown becomes an answer: a problem for what we know, 500 without details for what we don't. */
export function problems(log: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined && ctx.respond !== false)
        throw new Refusal('not_found', `There is nothing at ${ctx.path}. /docs shows what there is.`);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'internal') log.error({ err: error, requestId: ctx.state.requestId, path: ctx.path }, 'request failed');
      if (ctx.headerSent) return void ctx.res.destroy();
      answer(ctx, code, error);
    }
  };
}

function answer(ctx: Parameters<Middleware>[0], code: ProblemCode, error: unknown): void {
  const { faults = [], retryAfterSeconds = DEFAULT_RETRY_AFTER[code] } = error instanceof DomainError ? error : {};
  if (retryAfterSeconds !== undefined) ctx.set('Retry-After', String(retryAfterSeconds));
  if (code === 'not_authenticated') ctx.set('WWW-Authenticate', 'Bearer');
  if (error instanceof Refusal) ctx.set({ ...error.headers });
  if (ctx.get('expect') !== '') ctx.set('Connection', 'close'); // whether the body follows is for the client to know
  ctx.status = PROBLEMS[code][0];
  ctx.type = 'application/problem+json';
  ctx.body = JSON.stringify(
    presentProblem(code, { detail: detailOf(code, error) + outcomeOf(ctx.method, error), traceId: ctx.state.requestId, faults }),
  );
}

const DEFAULT_RETRY_AFTER: Partial<Record<ProblemCode, number>> = { unavailable: 2, too_many_requests: 5 };

/** By the status of errors that Koa, koa-jwt and raw-body throw. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed',
  401: 'not_authenticated',
  405: 'method_not_allowed',
  413: 'too_large',
  415: 'unsupported_media_type',
};

function codeOf(error: unknown): ProblemCode {
  if (error instanceof DomainError || error instanceof Refusal) return error.code;
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_URL') return 'malformed'; // the target of the request
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return BY_STATUS[status] ?? 'internal';
}

const DETAILS: Partial<Record<ProblemCode, string>> = {
  malformed: 'The request cannot be read; it broke off or is not well-formed.',
  not_authenticated: 'The token is missing, has ended or is not one of ours. Log in with POST /api/auth/login.',
  too_large: 'The body is larger than 64 kB.',
  internal: 'Something went wrong on our side. The log of the platform knows more under this traceId.',
};

/** Only a change can have been made or not. */
const outcomeOf = (method: string, error: unknown) =>
  error instanceof DomainError && error.outcomeUnknown && method !== 'GET' && method !== 'HEAD'
    ? ' It is not known whether the change was made: read it again, or repeat the request with the same Idempotency-Key.'
    : '';

const detailOf = (code: ProblemCode, error: unknown) =>
  error instanceof DomainError || error instanceof Refusal ? error.message : (DETAILS[code] ?? PROBLEMS[code][1]);
