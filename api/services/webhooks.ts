import type { AuditAction, Change } from '../domain/audit.ts';
import { DomainError, invalid } from '../domain/errors.ts';
import { exampleData, exampleEvent } from '../domain/event-catalogue.ts';
import { type Action, may, projectsFor } from '../domain/policy.ts';
import type { Idempotency, Journal, Work } from '../domain/ports.ts';
import type { ServiceEvent } from '../domain/service-events.ts';
import {
  type Attempt,
  type Delivery,
  type DeliveryState,
  type SignatureKind,
  type Webhook,
  type WebhookSpec,
  wantsType,
} from '../domain/webhook.ts';
import { eventData } from '../domain/webhook-body.ts';
import type { Chosen, NewSecret, Webhooks } from '../domain/webhook-ports.ts';
import type { Caller, ExpectedRevision } from './databases.ts';
import { paged, type RecordPage } from './history.ts';

/** Webhooks of one project. */
const MOST = 50;
/** Events that a preview looks at. */
const PREVIEWED = 50;
const HOUR_MS = 3_600_000;

export interface WebhookServiceParts {
  readonly webhooks: Webhooks;
  readonly journal: Journal;
  readonly newSecret: (kind: SignatureKind) => NewSecret;
  /** Why nothing can be sent to a URL, as a sentence; undefined when it can. */
  readonly receiverFault: (url: string) => Promise<string | undefined>;
}

export interface WithSecret {
  readonly webhook: Webhook;
  /** null for a key pair: its public half is in the webhook. */
  readonly secret: string | null;
}

interface Paging {
  readonly before: string | undefined;
  readonly limit: number;
}

interface SpecPatch {
  readonly apply: (spec: WebhookSpec) => WebhookSpec;
  readonly expected: ExpectedRevision;
  /** What becomes of what waits, when it is enabled. */
  readonly backlog: 'send' | 'skip';
}

/** What the audit log tells of an action. */
interface Recorded {
  readonly action: AuditAction;
  readonly project: string;
  readonly idempotency?: Idempotency | undefined;
}

/** The use cases on webhooks. Whoever is in the project may have them. */
export class WebhookService {
  readonly #parts: WebhookServiceParts;

  constructor(parts: WebhookServiceParts) {
    this.#parts = parts;
  }

  list({ actor }: Caller, project: string | undefined, { before, limit }: Paging): Promise<RecordPage<Webhook>> {
    const projects = projectsFor(actor, 'webhook.read', project);
    return paged(limit, (more) => this.#parts.webhooks.list({ projects, before, limit: more }));
  }

  /** @throws DomainError `not_found`, also for one of a project the actor is not in */
  async get(caller: Caller, id: string, action: Action = 'webhook.read'): Promise<Webhook> {
    const webhook = await this.#parts.webhooks.find(id);
    if (!webhook || !may(caller.actor, action, webhook.project)) throw noWebhook(id);
    return webhook;
  }

  /** A ping is sent at once. @throws DomainError `not_allowed`, `invalid`, `conflict` */
  async create(caller: Caller, wanted: { project: string; spec: WebhookSpec }, idempotency?: Idempotency): Promise<WithSecret> {
    const { project, spec } = wanted;
    const allowed = may(caller.actor, 'webhook.manage', project);
    const fault = allowed ? await this.#parts.receiverFault(spec.url) : undefined;
    const create = async (work: Work): Promise<WithSecret> => {
      if (!allowed) throw notAllowed(project);
      refuse(fault);
      if ((await this.#parts.webhooks.count(work, project)) >= MOST)
        throw new DomainError('conflict', `Project "${project}" has ${MOST} webhooks, which is the most. Delete one first.`);
      const made = this.#parts.newSecret(spec.signature);
      const webhook = await this.#parts.webhooks.add(work, { project, spec, ...made });
      await this.#parts.webhooks.queue(work, webhook.id, { type: 'ping', data: exampleData('ping') });
      work.note(changesOf({}, shown(spec)));
      return { webhook: { ...webhook, waiting: 1 }, secret: made.publicKey === null ? made.secret : null };
    };
    return this.#record(caller, { action: 'webhook.create', project, idempotency: allowed ? idempotency : undefined }, create);
  }

  async update(caller: Caller, id: string, { apply, expected, backlog }: SpecPatch): Promise<Webhook> {
    const seen = await this.get(caller, id, 'webhook.manage');
    const { url } = apply(seen);
    const fault = url === seen.url ? undefined : await this.#parts.receiverFault(url);
    return this.#record(caller, { action: 'webhook.update', project: seen.project }, async (work) => {
      const current = await this.get(caller, id, 'webhook.manage');
      checkRevision(current, expected);
      const spec = apply(current);
      refuse(fault);
      const changes = changesOf(shown(current), shown(spec));
      if (changes.length === 0) return current;
      if (spec.enabled && !current.enabled && backlog === 'skip') await this.#parts.webhooks.skipWaiting(work, id);
      work.note(changes);
      return this.#parts.webhooks.update(work, current, spec);
    });
  }

  async remove(caller: Caller, id: string, expected: ExpectedRevision): Promise<void> {
    const { project } = await this.get(caller, id, 'webhook.manage');
    await this.#record(caller, { action: 'webhook.delete', project }, async (work) => {
      const current = await this.get(caller, id, 'webhook.manage');
      checkRevision(current, expected);
      work.note(changesOf(shown(current), {}));
      await this.#parts.webhooks.remove(work, current);
    });
  }

  async rotate(caller: Caller, id: string, overlapHours: number): Promise<WithSecret> {
    const { project, signature } = await this.get(caller, id, 'webhook.manage');
    return this.#record(caller, { action: 'webhook.secret.rotate', project }, async (work) => {
      const made = this.#parts.newSecret(signature);
      const previousUntil = new Date(Date.now() + overlapHours * HOUR_MS).toISOString();
      const webhook = await this.#parts.webhooks.rotate(work, id, { ...made, previousUntil });
      return { webhook, secret: made.publicKey === null ? made.secret : null };
    });
  }

  /** Sends an example of an event of this type, marked as a test. */
  async test(caller: Caller, id: string, type: string): Promise<Delivery> {
    const { project } = await this.get(caller, id, 'webhook.manage');
    const event = exampleEvent(type);
    const data = { ...(event ? eventData({ ...event, project }, event.seq - 1) : exampleData(type)), test: true };
    return this.#record(caller, { action: 'webhook.test', project }, (work) => this.#parts.webhooks.queue(work, id, { type, data }));
  }

  /** Which of the newest events a webhook with this filter would have been sent. */
  async preview({ actor }: Caller, { project, types, labels }: Pick<WebhookSpec, 'types' | 'labels'> & { project: string }) {
    if (!may(actor, 'webhook.read', project)) throw notAllowed(project);
    const events = await this.#parts.webhooks.recentEvents(project, PREVIEWED);
    const wanted = events.filter(
      (event) => wantsType(types, event.type) && Object.entries(labels).every(([key, value]) => event.labels[key] === value),
    );
    return { looked: events.length, items: wanted as readonly ServiceEvent[] };
  }

  async deliveries(
    caller: Caller,
    id: string,
    { state, before, limit }: Paging & { state: DeliveryState | undefined },
  ): Promise<RecordPage<Delivery>> {
    await this.get(caller, id);
    return paged(limit, (more) => this.#parts.webhooks.deliveries({ webhookId: id, state, before, limit: more }));
  }

  async delivery(caller: Caller, id: string, deliveryId: string) {
    const webhook = await this.get(caller, id);
    const delivery = await this.#parts.webhooks.delivery(id, deliveryId);
    if (!delivery) throw noDelivery(id, deliveryId);
    const attempts: readonly Attempt[] = await this.#parts.webhooks.attempts(deliveryId);
    return { webhook, delivery, attempts };
  }

  async resend(caller: Caller, id: string, deliveryId: string): Promise<Delivery> {
    const { project } = await this.get(caller, id, 'webhook.manage');
    await this.#record(caller, { action: 'webhook.resend', project }, async (work) => {
      if ((await this.#parts.webhooks.resend(work, id, { id: deliveryId })) === 0) throw noDelivery(id, deliveryId);
    });
    return (await this.delivery(caller, id, deliveryId)).delivery;
  }

  /** @returns how many are sent again; with `dryRun`, would be */
  async replay(caller: Caller, id: string, { chosen, dryRun }: { chosen: Chosen; dryRun: boolean }): Promise<number> {
    const { project } = await this.get(caller, id, 'webhook.manage');
    if (dryRun) return this.#parts.webhooks.countChosen(id, chosen);
    return this.#record(caller, { action: 'webhook.resend', project }, (work) => this.#parts.webhooks.resend(work, id, chosen));
  }

  #record<Result>(caller: Caller, what: Recorded, run: (work: Work) => Promise<Result>): Promise<Result> {
    const { actor, requestId, source } = caller;
    const { action, project, idempotency } = what;
    return this.#parts.journal.record({ actor: actor.name, action, project, database: null, requestId, source }, run, idempotency);
  }
}

/** A name is looked up before the transaction: a slow DNS server holds no connection of the store. */
function refuse(message: string | undefined): void {
  if (message !== undefined) throw invalid([{ path: '/url', message }]);
}

const noWebhook = (id: string) => new DomainError('not_found', `There is no webhook ${id}.`);
const noDelivery = (id: string, deliveryId: string) => new DomainError('not_found', `Webhook ${id} has no delivery ${deliveryId}.`);
const notAllowed = (project: string) =>
  new DomainError('not_allowed', `You may not have webhooks in project "${project}". Ask an admin for access.`);

function checkRevision({ id, revision }: Webhook, expected: ExpectedRevision): void {
  if (expected === undefined || expected.includes(revision)) return;
  const message = `Webhook ${id} has changed: you know revision ${expected.join(' or ') || '(none)'}, it is at ${revision}. Read it again and repeat your change.`;
  throw new DomainError('revision_conflict', message);
}

/** What the audit log may tell: of the URL only where it leads, since its path may be a secret; of headers only their names. */
const shown = ({ url, headers, description, types, labels, format, signature, ordered, enabled }: WebhookSpec) => ({
  ...{ receiver: new URL(url).origin, url, description, types, labels, format, signature, ordered, enabled, headers },
});

type Shown = Partial<ReturnType<typeof shown>>;

function changesOf(before: Shown, after: Shown): Change[] {
  const fields = Object.keys({ ...before, ...after }) as (keyof Shown)[];
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field): Change => {
      if (field === 'url' || field === 'headers') return { path: field };
      return { path: field, from: before[field], to: after[field] };
    });
}
