import type { LitElement, ReactiveController } from 'lit';

/** Rows rendered above and below the visible ones. */
const MARGIN = 10;

/**
 * Virtual scrolling of a long table: only the visible rows and some around them are rendered; the rest is padding. One row is
 * active (roving tabindex): it follows the focus; arrows, Page Up and Down, Home and End move both.
 */
export class RowWindow implements ReactiveController {
  active = 0;
  readonly #host: LitElement;
  readonly #rows: { readonly length: number };
  readonly #onEnd: () => void;
  /** Pixels of rows above the viewport; negative while something else is visible above them. */
  #top = 0;
  /** A guess, before one was measured. */
  #rowPx = 62;

  /** @param onEnd called when the last row is drawn, so that more may be read */
  constructor(host: LitElement, rows: { readonly length: number }, onEnd: () => void) {
    this.#host = host;
    this.#rows = rows;
    this.#onEnd = onEnd;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('scroll', this.#measure, true);
    addEventListener('resize', this.#measure, true);
  }

  hostDisconnected(): void {
    removeEventListener('scroll', this.#measure, true);
    removeEventListener('resize', this.#measure, true);
  }

  hostUpdated(): void {
    const body = this.#body;
    if (!body) return;
    const [from, to] = this.range;
    this.#rowPx = body.querySelector('tr')?.offsetHeight || this.#rowPx;
    // Through the CSSOM: a style attribute would need a laxer policy.
    body.style.paddingTop = `${from * this.#rowPx}px`;
    body.style.paddingBottom = `${Math.max(0, this.#rows.length - to) * this.#rowPx}px`;
    this.#measure();
  }

  /** Indexes of the rows to draw; `to` is not among them. */
  get range(): readonly [from: number, to: number] {
    const shown = Math.ceil(innerHeight / this.#rowPx) + 2 * MARGIN;
    const from = Math.max(0, Math.min(this.#rows.length - shown, Math.floor(this.#top / this.#rowPx) - MARGIN));
    return [from, from + shown];
  }

  readonly followFocus = ({ target }: Event): void => {
    const row = target instanceof Element ? target.closest('tr') : null;
    if (row) this.active = Number(row.dataset.index);
    this.#host.requestUpdate();
  };

  readonly moveActive = async (event: KeyboardEvent): Promise<void> => {
    const page = Math.floor(innerHeight / this.#rowPx);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.active = Math.max(0, Math.min(this.#rows.length - 1, this.active + step));
    await this.showActive();
  };

  /** Scrolls the active row into sight, draws it, and gives it the focus. */
  async showActive(): Promise<void> {
    const body = this.#body;
    if (!body) return;
    const top = body.getBoundingClientRect().top + this.active * this.#rowPx;
    if (top < 0 || top + this.#rowPx > innerHeight) scrollBy({ top: top - innerHeight / 2, behavior: 'instant' });
    this.#measure();
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    body.querySelector<HTMLElement>(`[data-index="${this.active}"] a`)?.focus({ preventScroll: true });
  }

  get #body(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('tbody');
  }

  readonly #measure = (): void => {
    const body = this.#body;
    if (!body) return;
    const [before] = this.range;
    this.#top = -body.getBoundingClientRect().top;
    const [from, to] = this.range;
    if (from !== before) this.#host.requestUpdate();
    if (to >= this.#rows.length) this.#onEnd();
  };
}
