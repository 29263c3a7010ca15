import type { AuditEntryView, DatabaseView, OperationView, ServiceEventView } from './wire.ts';

export type PlatformMessage =
  /** Session or stream state changed. */
  | { readonly kind: 'state' }
  /** The stream is connected, or connected again: what was read before may be stale. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'database'; readonly database: DatabaseView }
  | { readonly kind: 'database_deleted'; readonly database: Pick<DatabaseView, 'id' | 'project' | 'name'> }
  | { readonly kind: 'operation'; readonly operation: OperationView }
  | { readonly kind: 'service_event'; readonly event: ServiceEventView }
  | { readonly kind: 'audit'; readonly entry: AuditEntryView };

export type Listener = (message: PlatformMessage) => void;
