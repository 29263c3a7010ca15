import type { AuditEntry } from '../domain/audit.ts';

/** One JSON line an entry, for a log collector; not a matter of log levels. Called by the replica that made the entry, so each is printed once. */
export const auditLines = (write: (line: string) => void) => (entry: AuditEntry) =>
  write(`${JSON.stringify({ log: 'audit', ...entry })}\n`);
