import type { ParameterizedContext } from 'koa';
import { presentCatalogue } from '../../contract/cloud-event.ts';
import { presentDelivery, presentTried } from '../../contract/delivery.ts';
import { RecordPosition, readCursor, writeCursor } from '../../contract/paging.ts';
import { routes } from '../../contract/routes.ts';
import { patchedWebhook, presentPreview, presentWebhook } from '../../contract/webhook.ts';
import type { Webhook, WebhookSpec } from '../../domain/webhook.ts';
import type { RecordPage } from '../../services/history.ts';
import type { WebhookService, WithSecret } from '../../services/webhooks.ts';
import { digest } from '../canonical-json.ts';
import { revisionsIn } from '../entity-tags.ts';
import { idempotencyOf } from '../idempotency.ts';
import { type Binder, bind, callerOf } from '../request.ts';

export function webhookRoutes(binder: Binder, webhooks: WebhookService): void {
  bind(binder, routes.eventCatalogue, (ctx) => {
    ctx.body = presentCatalogue();
  });
  definitionRoutes(binder, webhooks);
  secretAndTestRoutes(binder, webhooks);
  deliveryRoutes(binder, webhooks);
}

function definitionRoutes(binder: Binder, webhooks: WebhookService): void {
  bind(binder, routes.createWebhook, async (ctx, { headers, body }) => {
    const { project, ...spec } = body;
    const idempotency = idempotencyOf(headers['idempotency-key'], { route: routes.createWebhook, body });
    const made = await webhooks.create(callerOf(ctx), { project, spec }, idempotency);
    ctx.status = 201;
    ctx.set({ Location: `/api/webhooks/${made.webhook.id}`, ETag: etagOf(made.webhook) });
    answerWithSecret(ctx, made);
  });

  bind(binder, routes.listWebhooks, async (ctx, { query: { cursor, limit, project } }) => {
    const list = digest([routes.listWebhooks.id, project]);
    const before = readCursor(RecordPosition, { cursor, list })?.before;
    ctx.body = page(await webhooks.list(callerOf(ctx), project, { before, limit }), presentWebhook, list);
  });

  bind(binder, routes.getWebhook, async (ctx, { params }) => {
    const webhook = await webhooks.get(callerOf(ctx), params.webhook);
    ctx.body = presentWebhook(webhook);
    ctx.set('ETag', `"${webhook.revision}.${digest(ctx.body).slice(0, 16)}"`);
  });

  bind(binder, routes.updateWebhook, async (ctx, { params, query, headers, body }) => {
    const apply = (spec: WebhookSpec) => patchedWebhook(spec, body);
    const change = { apply, expected: revisionsIn(headers['if-match']), backlog: query.backlog };
    const webhook = await webhooks.update(callerOf(ctx), params.webhook, change);
    ctx.set('ETag', etagOf(webhook));
    ctx.body = presentWebhook(webhook);
  });

  bind(binder, routes.deleteWebhook, async (ctx, { params, headers }) => {
    await webhooks.remove(callerOf(ctx), params.webhook, revisionsIn(headers['if-match']));
    ctx.status = 204;
  });
}

function secretAndTestRoutes(binder: Binder, webhooks: WebhookService): void {
  bind(binder, routes.rotateWebhookSecret, async (ctx, { params, body }) => {
    answerWithSecret(ctx, await webhooks.rotate(callerOf(ctx), params.webhook, body.overlapHours));
  });

  bind(binder, routes.testWebhook, async (ctx, { params, body }) => {
    const delivery = await webhooks.test(callerOf(ctx), params.webhook, body.type);
    ctx.status = 202;
    ctx.set('Location', `/api/webhooks/${params.webhook}/deliveries/${delivery.id}`);
    ctx.body = presentDelivery(delivery);
  });

  bind(binder, routes.previewWebhook, async (ctx, { body }) => {
    const { looked, items } = await webhooks.preview(callerOf(ctx), body);
    ctx.body = presentPreview(looked, items);
  });
}

function deliveryRoutes(binder: Binder, webhooks: WebhookService): void {
  bind(binder, routes.listDeliveries, async (ctx, { params, query: { cursor, limit, state } }) => {
    const list = digest([routes.listDeliveries.id, params, state]);
    const before = readCursor(RecordPosition, { cursor, list })?.before;
    ctx.body = page(await webhooks.deliveries(callerOf(ctx), params.webhook, { state, before, limit }), presentDelivery, list);
  });

  bind(binder, routes.getDelivery, async (ctx, { params }) => {
    ctx.body = presentTried(await webhooks.delivery(callerOf(ctx), params.webhook, params.delivery));
  });

  bind(binder, routes.resendDelivery, async (ctx, { params }) => {
    const delivery = await webhooks.resend(callerOf(ctx), params.webhook, params.delivery);
    ctx.status = 202;
    ctx.body = presentDelivery(delivery);
  });

  bind(binder, routes.replayDeliveries, async (ctx, { params, query, body }) => {
    ctx.body = { deliveries: await webhooks.replay(callerOf(ctx), params.webhook, { chosen: body, dryRun: query.dryRun }) };
  });
}

const etagOf = ({ revision }: Webhook) => `"${revision}"`;

/** For no cache, and no history of a browser. */
function answerWithSecret(ctx: ParameterizedContext, { webhook, secret }: WithSecret): void {
  ctx.set('Cache-Control', 'no-store');
  ctx.body = { ...presentWebhook(webhook), secret };
}

const page = <Item, View>({ items, next }: RecordPage<Item>, view: (item: Item) => View, list: string) => ({
  items: items.map(view),
  nextCursor: next === undefined ? null : writeCursor({ before: next }, list),
});
