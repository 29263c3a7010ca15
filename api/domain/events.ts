import type { AuditEntry } from './audit.ts';
import type { Database } from './database.ts';
import type { Operation } from './operation.ts';
import type { ServiceEvent } from './service-events.ts';

/** What has happened, told once to whoever listens. Past tense; nothing is told when nothing changed. */
export type DomainEvent =
  /** `before` is undefined when this process sees the database for the first time. */
  | { readonly kind: 'database_changed'; readonly before: Database | undefined; readonly after: Database }
  | { readonly kind: 'database_deleted'; readonly last: Database }
  | { readonly kind: 'service_event_recorded'; readonly event: ServiceEvent }
  /** Something waits to be sent to a receiver. */
  | { readonly kind: 'webhook_delivery_queued' }
  /** A webhook is not as it was, or is gone. */
  | { readonly kind: 'webhook_changed' }
  | { readonly kind: 'operation_changed'; readonly operation: Operation }
  | { readonly kind: 'audit_recorded'; readonly entry: AuditEntry };

export type Subscriber = (event: DomainEvent) => void;

export type EventBus = ReturnType<typeof eventBus>;

/** Delivers in order, at once, to every subscriber. A subscriber that throws is reported and does not silence the others. */
export function eventBus(report: (error: unknown) => void) {
  const subscribers = new Set<Subscriber>();
  return {
    publish(event: DomainEvent) {
      for (const subscriber of subscribers) {
        try {
          subscriber(event);
        } catch (error) {
          report(error);
        }
      }
    },
    /** Returns the way to unsubscribe. */
    subscribe(subscriber: Subscriber): () => void {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
  };
}
