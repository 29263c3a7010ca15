import type { ServiceEvent } from './service-events.ts';

/** How the body is written: for machines (CloudEvents 1.0 JSON), or as a message in a channel. */
export const WEBHOOK_FORMATS = ['cloudevents', 'slack', 'teams'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** What signs: a secret that both sides know, or a key pair of which the receiver knows the public half. */
export const SIGNATURES = ['hmac-sha256', 'ed25519'] as const;
export type SignatureKind = (typeof SIGNATURES)[number];

/** What the owner of a webhook chooses. */
export interface WebhookSpec {
  readonly url: string;
  readonly description: string;
  /** Event types; one that ends in `*` stands for all that begin with what is before it. */
  readonly types: readonly string[];
  /** Databases that have all of these labels; empty for every one of the project. */
  readonly labels: Readonly<Record<string, string>>;
  readonly format: WebhookFormat;
  readonly signature: SignatureKind;
  /** Of one database the next event is sent once the one before has been delivered or given up. */
  readonly ordered: boolean;
  /** While it is not, events are kept and nothing is sent. */
  readonly enabled: boolean;
  /** Sent with each request; never shown again. */
  readonly headers: Readonly<Record<string, string>>;
}

export const WEBHOOK_DEFAULTS: Omit<WebhookSpec, 'url'> = {
  description: '',
  types: ['*'],
  labels: {},
  format: 'cloudevents',
  signature: 'hmac-sha256',
  ordered: false,
  enabled: true,
  headers: {},
};

export interface Webhook extends WebhookSpec {
  /** Decimal text. */
  readonly id: string;
  readonly project: string;
  /** Changes with each change of the spec. */
  readonly revision: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When the receiver answered 2xx for the first time; null for a webhook that was never answered so. */
  readonly verifiedAt: string | null;
  /** Since when every attempt has failed; null while they succeed. */
  readonly failingSince: string | null;
  /** Why it was disabled, when the platform or its receiver did that. */
  readonly disabledReason: string | null;
  /** Until when the secret before signs as well. */
  readonly previousSecretUntil: string | null;
  /** For ed25519: what receivers verify with (`whpk_…`). */
  readonly publicKey: string | null;
  /** Deliveries that wait for an attempt. */
  readonly waiting: number;
}

/** What signs a delivery. Never leaves the platform but in the answer that made it. */
export interface SigningSecrets {
  /** `whsec_` and base64, or for ed25519 `whsk_` and the private key as base64 of its PKCS #8 form. */
  readonly current: string;
  /** During a rotation. */
  readonly previous: string | undefined;
}

export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'skipped'] as const;
/** `failed`: given up. `skipped`: nobody wanted it sent any more. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event on its way to one webhook, or a test. */
export interface Delivery {
  /** Decimal text; grows with time. */
  readonly id: string;
  readonly webhookId: string;
  readonly type: string;
  /** null for pings and tests. */
  readonly event: ServiceEvent | null;
  /** `seq` of the event of the same database that this webhook was sent before; null for the first. */
  readonly previousSeq: number | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: string;
  /** When the next attempt is due, for one that is pending. */
  readonly dueAt: string;
  readonly finishedAt: string | null;
}

/** One request that was made, and what came of it. */
export interface Attempt {
  readonly number: number;
  readonly at: string;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** Why it was no success; null for one. */
  readonly error: string | null;
  /** The first 4 KiB of the body that was answered. */
  readonly answer: string | null;
}

/** What the receiver did with a request. */
export interface Answer {
  /** undefined when there was none. */
  readonly status: number | undefined;
  /** The answer header `webhook-delivery`, by which a receiver ends a delivery or all of them. */
  readonly wish: string | undefined;
  /** Seconds, from `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;
  /** Why there is no answer. */
  readonly fault: string | undefined;
}

/** What becomes of a delivery after an attempt. */
export interface Verdict {
  readonly state: Extract<DeliveryState, 'pending' | 'delivered' | 'failed'>;
  /** Until the next attempt, for one that is pending. */
  readonly dueInMs: number | null;
  readonly error: string | null;
  /** The receiver wants nothing more. */
  readonly disable: string | null;
  /** Nothing at all is to be sent to the receiver for so long. */
  readonly pauseMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Pauses after the first, second … attempt: ten attempts in 75.6 h, as the Standard Webhooks specification advises. */
export const RETRY_PAUSES_MS: readonly number[] = [
  ...[5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR],
  ...[5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
];

/** A pause is shortened or lengthened by up to this part, so that what failed together does not come again together. */
const JITTER = 0.1;
/** However long a receiver asks to be left alone. */
const LONGEST_PAUSE_MS = HOUR;
/** For a receiver that is overloaded and does not say how long. */
const OVERLOADED_PAUSE_MS = 5_000;
const OVERLOADED = [429, 502, 503, 504];
const GONE = 410;

/** What follows from an answer. @param made attempts so far, this one included @param random from 0 to 1 */
export function verdictOf(answer: Answer, made: number, random = Math.random): Verdict {
  const { status, wish, retryAfterSeconds } = answer;
  const succeeded = status !== undefined && status >= 200 && status < 300;
  const error = succeeded ? null : errorOf(answer);
  const disable = wish === 'disable' || status === GONE ? disableReason(status) : null;
  if (succeeded) return { state: 'delivered', dueInMs: null, error, disable, pauseMs: 0 };
  const pause = RETRY_PAUSES_MS[made - 1];
  if (wish === 'abort-message' || pause === undefined) return { state: 'failed', dueInMs: null, error, disable, pauseMs: 0 };
  const asked = Math.min(LONGEST_PAUSE_MS, (retryAfterSeconds ?? 0) * 1000);
  const isOverloaded = status !== undefined && OVERLOADED.includes(status);
  const pauseMs = isOverloaded ? Math.max(asked, OVERLOADED_PAUSE_MS) : 0;
  return { state: 'pending', dueInMs: Math.max(asked, pause * (1 - JITTER + 2 * JITTER * random())), error, disable, pauseMs };
}

const disableReason = (status: number | undefined) =>
  status === GONE ? 'The receiver answered 410: it is gone for good.' : 'The receiver answered "webhook-delivery: disable".';

function errorOf({ status, fault }: Answer): string {
  if (status === undefined) return fault ?? 'There was no answer.';
  if (status >= 300 && status < 400)
    return `The receiver answered ${status}. Redirects are not followed: give the address that it leads to.`;
  return `The receiver answered ${status}.`;
}

/** A webhook whose receiver has failed for so long is disabled. */
const FAILING_AT_MOST_MS = 5 * 24 * HOUR;

/** @param now milliseconds */
export const isGivenUp = (failingSince: string, now: number): boolean => now - Date.parse(failingSince) >= FAILING_AT_MOST_MS;

/** Whether a webhook that names these types wants an event of this type. */
export const wantsType = (types: readonly string[], type: string): boolean =>
  types.some((wanted) => (wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type));
