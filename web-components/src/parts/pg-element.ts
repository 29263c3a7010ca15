import { type CSSResultGroup, LitElement, type PropertyDeclarations, type PropertyValues, render, unsafeCSS } from 'lit';
import type { ApiProblem } from '../platform/api-problem.ts';
import type { GetToken } from '../platform/client.ts';
import type { PgEvents } from '../platform/events.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import type { Platform } from '../platform/platform.ts';
import { platformAt } from '../platform/platform-at.ts';
import { onLocaleChange, setLanguage } from '../text/locale.ts';
import baseStyles from './base.css?inline';
import { notice } from './notice.ts';
import { sharedText } from './texts.ts';

/** A style sheet from a `.css` file of ours; never from data. */
export const sheet = (text: string) => unsafeCSS(text);

/**
 * What all elements share: the API they speak to, its session and its stream, the page's language, the base styles.
 * Subclasses load their data in `read`; this class calls it after login, whenever the stream is connected again,
 * and when one of `keys` has changed.
 */
export abstract class PgElement extends LitElement {
  static override properties: PropertyDeclarations = {
    api: {},
    getToken: { attribute: false },
    fault: { state: true },
  };
  static override styles: CSSResultGroup = sheet(baseStyles);

  /** Address of the API; empty for the page's own origin. @attr */
  declare api: string;
  /** Returns a bearer token, for pages of another site than the API's. Without it the API's cookie is used. */
  declare getToken: GetToken | undefined;
  declare protected fault: ApiProblem | undefined;
  #unsubscribes: (() => void)[] = [];
  #reading: AbortController | undefined;

  constructor() {
    super();
    this.api = '';
  }

  protected get platform(): Platform {
    return platformAt(this.api);
  }

  /** Properties that say what is shown; when one changes, the element reloads. */
  protected readonly keys: readonly string[] = [];

  /** Reads what the element shows. @throws ApiProblem, which is then in `fault` */
  protected async read(_signal: AbortSignal): Promise<void> {}

  /** Handles a message of the platform. */
  protected receive(_message: PlatformMessage): void {}

  override connectedCallback(): void {
    super.connectedCallback();
    void setLanguage(this.closest('[lang]')?.getAttribute('lang') || navigator.language);
    this.#unsubscribes.push(onLocaleChange(() => this.requestUpdate()));
    if (this.hasUpdated) this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.abort();
    for (const unsubscribe of this.#unsubscribes.splice(0)) unsubscribe();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.getToken && (changed.has('getToken') || changed.has('api'))) this.platform.acceptToken(this.getToken);
    if (!this.hasUpdated) this.#subscribe();
    else if (this.keys.some((key) => changed.has(key))) this.reload();
  }

  /** An exception in our own code must not leave a page that silently does nothing. */
  protected override performUpdate(): void {
    try {
      super.performUpdate();
    } catch (error) {
      reportError(error);
      const text = sharedText();
      render(notice(text.broken, String(error), { label: text.reloadPage, go: () => location.reload() }), this.renderRoot);
    }
  }

  /** Reads again; a read in progress is cancelled. */
  protected reload(): void {
    this.#reading?.abort();
    if (this.platform.session !== 'in') return;
    const reading = new AbortController();
    this.#reading = reading;
    this.read(reading.signal).then(
      () => this.#finishReading(reading, undefined),
      (error: ApiProblem) => this.#finishReading(reading, error),
    );
  }

  /** Dispatches a typed event that leaves the shadow tree; false when its default was prevented. */
  protected emit<Name extends keyof PgEvents>(name: Name, detail: PgEvents[Name]): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** Moves the focus to what a selector finds, once pending changes are rendered. */
  protected async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #subscribe(): void {
    this.#unsubscribes.push(this.platform.listen((message) => this.#handleMessage(message)));
    this.#session = this.platform.session;
    this.reload();
  }

  #session = 'unknown';

  #handleMessage(message: PlatformMessage): void {
    const { session } = this.platform;
    const isStale = message.kind === 'ready' || (session === 'in' && this.#session !== 'in');
    this.#session = session;
    if (message.kind === 'state') this.requestUpdate();
    if (isStale) this.reload();
    this.receive(message);
  }

  #finishReading(reading: AbortController, fault: ApiProblem | undefined): void {
    if (reading.signal.aborted) return;
    this.fault = fault;
    this.requestUpdate();
  }
}

/** Registers an element once: a page may load the same element from two bundles. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
