import pg from 'pg';
import { DomainError } from '../domain/errors.ts';

/**
 * Classes and codes of SQLSTATE that say nothing about the statement: it may work later, or on another connection.
 * 08 connection, 28 login, 3D database, 40 rolled back, 53 resources, 55 not now, 57 operator, 58 system.
 */
const UNAVAILABLE = /^(08|28|3D|40|53|55|57|58)|^(25006|25P03)$/;
const DISK_FULL = '53100';
/** The transaction has failed before; the first error tells why. */
export const IN_FAILED_TRANSACTION = '25P02';

/** SQLSTATE of what PostgreSQL answered, or the code of a system call; undefined for what the driver says on its own. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether this is about the way to PostgreSQL or its state, rather than about the statement. The text of an error is never looked at. */
function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (error instanceof pg.DatabaseError) return code !== undefined && UNAVAILABLE.test(code);
  if (code !== undefined) return /^(E[A-Z]+|ERR_(TLS|SSL|SOCKET|STREAM)_\w+)$/.test(code) || /CERT/.test(code);
  return error instanceof Error && error.constructor === Error; // pg gives no code to a connection that is gone or silent
}

/** What the store throws for an error of pg: `unavailable` for faults that pass, else the error itself. */
export function storeFault(error: unknown): unknown {
  if (!isUnavailable(error)) return error;
  return codeOf(error) === DISK_FULL
    ? unavailable(
        "The disk of the platform's own database is full. Tell whoever runs the platform; trying again helps once there is room.",
        30,
        error,
      )
    : unavailable("The platform's own database cannot be reached. Try again in a moment.", 2, error);
}

/** A commit whose answer never came. */
export function commitFault(error: unknown): unknown {
  const fault = storeFault(error);
  return fault instanceof DomainError
    ? new DomainError(fault.code, fault.message, { ...detailsOf(fault), outcomeUnknown: true, cause: error })
    : fault;
}

const detailsOf = ({ retryAfterSeconds }: DomainError) => (retryAfterSeconds === undefined ? {} : { retryAfterSeconds });

const unavailable = (message: string, retryAfterSeconds: number, cause: unknown) =>
  new DomainError('unavailable', message, { retryAfterSeconds, cause });
