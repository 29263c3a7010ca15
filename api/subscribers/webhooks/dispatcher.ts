import type { EventBus } from '../../domain/events.ts';
import { isGivenUp, type Verdict, verdictOf } from '../../domain/webhook.ts';
import type { DueDelivery, Outcome, WebhookQueue } from '../../domain/webhook-ports.ts';
import { Pauses } from '../../retry/back-off.ts';
import { AT_ONCE, Receiver } from './receiver.ts';
import type { Sent, WebhookSender } from './sender.ts';

/** Deliveries of one receiver that are read at once: as many as may be under way, and more only once it answers quickly. */
const PER_RECEIVER = AT_ONCE;
const PER_QUICK_RECEIVER = 100;
/** Deliveries in memory, of all receivers. */
const HELD_AT_MOST = 20_000;
/** The queue is looked at now and then although nobody said that there is something. */
const LOOK_AT_LEAST_EVERY_MS = 60_000;

export interface DispatcherParts {
  readonly queue: WebhookQueue;
  readonly sender: Pick<WebhookSender, 'send'>;
  readonly bus: EventBus;
  /** Disables a webhook for its owner to see why. */
  readonly disable: (webhook: DueDelivery['webhook'], reason: string) => Promise<void>;
  readonly report: (error: unknown) => void;
  /** Counts an attempt. */
  readonly count: (attempt: { readonly succeeded: boolean; readonly seconds: number }) => void;
}

interface Ended {
  readonly due: DueDelivery;
  readonly outcome: Outcome;
  readonly verdict: Verdict;
}

/**
 * Sends what the webhooks' queue holds, while this replica leads. Every attempt is written down after it was made, so a
 * delivery is made at least once, whatever ends in between; a receiver knows a second one by its id. Each receiver has
 * its own places: one that hangs costs the others nothing.
 */
export class WebhookDispatcher {
  readonly #parts: DispatcherParts;
  readonly #receivers = new Map<string, Receiver>();
  readonly #ended: Ended[] = [];
  #writing: Promise<void> | undefined;
  #wake: () => void = () => {};
  #isAwake = true;
  /** Grows when a webhook has changed: what was being read then may be of before. */
  #changes = 0;
  #signal: AbortSignal = AbortSignal.abort();

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Until `signal` ends; requests under way are ended then, and are made again by whoever leads next. */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const unsubscribe = this.#parts.bus.subscribe((event) => {
      if (event.kind === 'webhook_changed') this.#readAgain();
      if (event.kind === 'webhook_changed' || event.kind === 'webhook_delivery_queued') this.#look();
    });
    const stop = () => this.#look();
    signal.addEventListener('abort', stop, { once: true });
    const pauses = new Pauses();
    try {
      while (!signal.aborted) {
        await this.#sendDue().then(
          () => pauses.reset(),
          (error: unknown) => {
            this.#parts.report(new Error('The deliveries of webhooks cannot be read; it is tried again.', { cause: error }));
            return pauses.wait(signal).then(stop);
          },
        );
      }
      await this.#writing;
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', stop);
      this.#receivers.clear();
    }
  }

  #readAgain(): void {
    this.#changes += 1;
    for (const receiver of this.#receivers.values()) {
      receiver.forgetWaiting();
      [receiver.isStopped, receiver.isDisabled] = [false, false];
    }
  }

  #look(): void {
    this.#isAwake = true;
    this.#wake();
  }

  async #sendDue(): Promise<void> {
    this.#isAwake = false;
    const dueInMs = await this.#parts.queue.nextDueInMs(); // before what is due is read, so that nothing falls between
    const changes = this.#changes;
    const read = await this.#readDue();
    if (this.#signal.aborted || changes !== this.#changes) return;
    const due = read.filter((one) => !this.#receiverOf(one).isStopped);
    for (const one of due) this.#receiverOf(one).add(one);
    for (const id of new Set(due.map(({ webhook }) => webhook.id))) this.#send(id);
    if (due.length === 0) await this.#waitForMore(dueInMs);
  }

  /** Nothing for receivers that have enough, and one at a time for those that fail: they hold no places of the others. */
  async #readDue(): Promise<readonly DueDelivery[]> {
    const [now, receivers] = [performance.now(), [...this.#receivers]];
    const held = receivers.flatMap(([, receiver]) => [...receiver.held]);
    const room = HELD_AT_MOST - held.length;
    if (room <= 0) return [];
    const idsOf = (wanted: (receiver: Receiver) => boolean) => receivers.filter(([, receiver]) => wanted(receiver)).map(([id]) => id);
    const except = idsOf((receiver) => !receiver.takesMore(now));
    const [slow, quick] = [idsOf(({ isSlow }) => isSlow), idsOf(({ isQuick }) => isQuick)];
    const sizes = { perWebhook: PER_RECEIVER, perQuickWebhook: PER_QUICK_RECEIVER, limit: room };
    return this.#parts.queue.due({ ...sizes, except, slow, quick, held });
  }

  #receiverOf({ webhook: { id } }: DueDelivery): Receiver {
    const known = this.#receivers.get(id) ?? new Receiver();
    this.#receivers.set(id, known);
    return known;
  }

  /** Until something is queued, a receiver has been sent all that was read for it, a pause is over, or something is due. */
  async #waitForMore(dueInMs: number | undefined): Promise<void> {
    if (this.#isAwake || this.#signal.aborted) return;
    const ms = Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(1, dueInMs ?? LOOK_AT_LEAST_EVERY_MS));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.ceil(ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** As many requests as may be under way. */
  #send(id: string): void {
    const receiver = this.#receivers.get(id);
    if (!receiver || this.#signal.aborted) return;
    for (let next = receiver.take(performance.now()); next; next = receiver.take(performance.now())) void this.#attempt(receiver, next);
    if (!receiver.isPaused(performance.now())) return;
    receiver.forgetWaiting();
    receiver.whenPauseIsOver(performance.now(), () => this.#look());
  }

  async #attempt(receiver: Receiver, due: DueDelivery): Promise<void> {
    const { id } = due.webhook;
    try {
      const sent = await this.#parts.sender.send(due, this.#signal);
      const verdict = verdictOf(sent.answer, due.tries + 1);
      receiver.ended(verdict.state === 'delivered', performance.now(), verdict.pauseMs);
      if (verdict.disable !== null) this.#stop(receiver);
      this.#parts.count({ succeeded: verdict.state === 'delivered', seconds: sent.milliseconds / 1000 });
      this.#ended.push({ due, verdict, outcome: outcomeOf(due, verdict, sent) });
      this.#writing ??= this.#writeEnded();
    } catch (error) {
      if (!this.#signal.aborted) this.#parts.report(error);
      receiver.ended(false, performance.now(), 0);
      receiver.release(due.delivery.id);
    }
    this.#send(id);
    if (!receiver.hasWaiting) this.#look();
  }

  #stop(receiver: Receiver): void {
    receiver.isStopped = true;
    receiver.forgetWaiting();
  }

  /** In batches: while one is written, the next one gathers. */
  async #writeEnded(): Promise<void> {
    const pauses = new Pauses();
    while (this.#ended.length > 0) {
      const batch = [...this.#ended];
      try {
        await this.#parts.queue.finish(batch.map(({ outcome }) => outcome));
        pauses.reset();
      } catch (error) {
        this.#parts.report(new Error('Attempts of webhooks cannot be written down; it is tried again.', { cause: error }));
        if (this.#signal.aborted) break;
        await pauses.wait(this.#signal);
        continue;
      }
      this.#ended.splice(0, batch.length);
      await this.#follow(batch).catch(this.#parts.report);
      this.#look();
    }
    this.#writing = undefined;
  }

  /** What the attempts mean for their webhooks. What cannot be written down now follows from the next attempt. */
  async #follow(batch: readonly Ended[]): Promise<void> {
    const receivers = batch.map(({ due }) => this.#receivers.get(due.webhook.id));
    for (const [index, { due }] of batch.entries()) receivers[index]?.release(due.delivery.id);
    try {
      for (const [index, { due, verdict }] of batch.entries()) {
        const receiver = receivers[index];
        if (receiver) await this.#followOne(receiver, due, verdict);
        if (receiver?.isIdle && !receiver.isPaused(performance.now())) this.#receivers.delete(due.webhook.id);
      }
    } catch (error) {
      for (const receiver of receivers) if (receiver) receiver.isStopped = receiver.isDisabled;
      throw error;
    }
  }

  async #followOne(receiver: Receiver, { webhook }: DueDelivery, { state, disable }: Verdict): Promise<void> {
    const succeeded = state === 'delivered';
    if (succeeded && (receiver.failingSince !== null || !receiver.isVerified)) {
      await this.#parts.queue.markWell(webhook.id);
      [receiver.failingSince, receiver.isVerified] = [null, true];
    }
    const failedSince = receiver.failingSince;
    if (!succeeded && failedSince === null) {
      await this.#parts.queue.markFailing(webhook.id);
      receiver.failingSince = new Date().toISOString();
    }
    const reason = disable ?? (!succeeded && failedSince !== null && isGivenUp(failedSince, Date.now()) ? GIVEN_UP : null);
    if (reason === null || receiver.isDisabled) return;
    this.#stop(receiver);
    await this.#parts.disable(webhook, reason);
    receiver.isDisabled = true;
  }
}

const GIVEN_UP = 'Every attempt of five days has failed. Events are kept: mend the receiver, then enable the webhook.';

const outcomeOf = ({ delivery }: DueDelivery, { state, dueInMs, error }: Verdict, { answer, milliseconds, text }: Sent): Outcome => ({
  ...{ deliveryId: delivery.id, state, dueInMs, error },
  ...{ status: answer.status ?? null, milliseconds, answer: text },
});
