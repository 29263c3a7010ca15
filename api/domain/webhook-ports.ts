import type { Transaction } from './ports.ts';
import type { ServiceEvent } from './service-events.ts';
import type { Attempt, Delivery, DeliveryState, SigningSecrets, Verdict, Webhook, WebhookSpec } from './webhook.ts';

/** What a new webhook is made of, or a rotation. */
export interface NewSecret {
  readonly secret: string;
  /** For ed25519. */
  readonly publicKey: string | null;
}

/** Webhooks and their deliveries, as their owners see them. */
export interface Webhooks {
  add(tx: Transaction, wanted: { readonly project: string; readonly spec: WebhookSpec } & NewSecret): Promise<Webhook>;
  find(id: string): Promise<Webhook | undefined>;
  /** Newest first; `projects` undefined for all. */
  list(query: { projects: readonly string[] | undefined; before: string | undefined; limit: number }): Promise<readonly Webhook[]>;
  /** How many a project has. */
  count(tx: Transaction, project: string): Promise<number>;
  /** @throws DomainError `revision_conflict` when it is not at that revision any more */
  update(tx: Transaction, current: Webhook, spec: WebhookSpec): Promise<Webhook>;
  /** With its deliveries. @throws DomainError `revision_conflict` */
  remove(tx: Transaction, current: Webhook): Promise<void>;
  /** The secret before goes on to sign until `previousUntil` (RFC 3339). */
  rotate(tx: Transaction, id: string, secret: NewSecret & { readonly previousUntil: string }): Promise<Webhook>;
  /** Queues something that is no event of a database: a ping or a test. */
  queue(tx: Transaction, webhookId: string, message: { readonly type: string; readonly data: unknown }): Promise<Delivery>;
  /** Newest first. */
  deliveries(query: DeliveryQuery): Promise<readonly Delivery[]>;
  delivery(webhookId: string, id: string): Promise<(Delivery & { readonly data: unknown }) | undefined>;
  /** In order. */
  attempts(deliveryId: string): Promise<readonly Attempt[]>;
  /** Has those that are chosen sent once more, with the ids they had. Tells how many. */
  resend(tx: Transaction, webhookId: string, chosen: Chosen): Promise<number>;
  countChosen(webhookId: string, chosen: Chosen): Promise<number>;
  /** Those that wait are not sent. Tells how many. */
  skipWaiting(tx: Transaction, webhookId: string): Promise<number>;
  /** The newest events of a project with the labels of then, newest first. */
  recentEvents(project: string, limit: number): Promise<readonly (ServiceEvent & { readonly labels: Readonly<Record<string, string>> })[]>;
}

export interface DeliveryQuery {
  readonly webhookId: string;
  readonly state: DeliveryState | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** Deliveries that are to be sent again: all that fit every condition that is given. */
export interface Chosen {
  readonly id?: string | undefined;
  readonly state?: DeliveryState | undefined;
  /** RFC 3339; inclusive. */
  readonly since?: string | undefined;
  /** RFC 3339; exclusive. */
  readonly until?: string | undefined;
  readonly database?: string | undefined;
  /** From this number of the database on. */
  readonly fromSeq?: number | undefined;
}

/** A delivery that is due, with all that a request needs. */
export interface DueDelivery {
  readonly delivery: Delivery;
  readonly data: unknown;
  readonly webhook: Pick<Webhook, 'id' | 'project' | 'url' | 'format' | 'signature' | 'headers' | 'failingSince' | 'verifiedAt'>;
  readonly secrets: SigningSecrets;
  /** Attempts since it was queued or sent again by hand. */
  readonly tries: number;
}

export interface Outcome extends Pick<Verdict, 'state' | 'dueInMs' | 'error'> {
  readonly deliveryId: string;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly answer: string | null;
}

/** What is due, oldest first. */
export interface DueQuery {
  /** Of one webhook at most so many, of one in `quick` {@link perQuickWebhook}, of one in `slow` one, of one in `except` none. */
  readonly perWebhook: number;
  readonly perQuickWebhook: number;
  readonly quick: readonly string[];
  readonly slow: readonly string[];
  readonly except: readonly string[];
  /** In all at most so many. */
  readonly limit: number;
  /** Deliveries that are not wanted. */
  readonly held: readonly string[];
}

/** The deliveries, as the one that sends them sees them. */
export interface WebhookQueue {
  due(query: DueQuery): Promise<readonly DueDelivery[]>;
  /** Milliseconds until the next one becomes due, of those that are not yet; undefined when there is none. */
  nextDueInMs(): Promise<number | undefined>;
  /** Writes attempts and what follows from them. Those that were ended meanwhile stay as they are. */
  finish(outcomes: readonly Outcome[]): Promise<void>;
  /** The first failure after successes. Told to the other webhooks of the project, once an hour at most. */
  markFailing(webhookId: string): Promise<void>;
  /** The first success, or the first after failures: when these went on for ten seconds, what waits for another attempt is due at once. */
  markWell(webhookId: string): Promise<void>;
  /** Nothing more is sent; what waits and what comes is kept. Told to the other webhooks of the project. */
  disable(tx: Transaction, webhookId: string, reason: string): Promise<void>;
}
