/** Who wants to do what to what, known before it is tried. */
export interface AuditIntent {
  readonly actor: string;
  readonly action: AuditAction;
  /** null for actions that concern no project, such as a login. */
  readonly project: string | null;
  readonly database: string | null;
  readonly requestId: string;
  /** Address the request came from. */
  readonly source: string;
}

export type AuditAction =
  | 'database.create'
  | 'database.update'
  | 'database.restart'
  | 'database.delete'
  | 'database.credentials.read'
  | 'database.credentials.reset'
  | 'webhook.create'
  | 'webhook.update'
  | 'webhook.delete'
  | 'webhook.secret.rotate'
  | 'webhook.test'
  | 'webhook.resend'
  | 'webhook.disable'
  | 'session.login'
  | 'session.logout';

/** Who did what and how it ended. Never changed once written; never holds a secret. */
export interface AuditEntry extends AuditIntent {
  /** Decimal text; grows with time, so it also orders. */
  readonly id: string;
  readonly at: string;
  /** `refused`: the caller may not, or asked wrongly. `failed`: the fault is ours. */
  readonly outcome: AuditOutcome;
  /** Why it was refused or failed; null on success. */
  readonly reason: string | null;
  readonly changes: readonly Change[];
}

export type AuditOutcome = 'success' | 'refused' | 'failed';

/** One field of the spec, old and new; `from` is undefined when there was nothing before. */
export interface Change {
  /** Dotted, as in `parameters.work_mem`. */
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}
