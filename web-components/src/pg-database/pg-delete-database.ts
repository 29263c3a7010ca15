import { html, nothing } from 'lit';
import { errorText } from '../parts/error-text.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import { databasePath } from '../platform/paths.ts';
import type { DatabaseView } from '../platform/wire.ts';
import { detailText } from './detail-text.ts';
import styles from './pg-delete-database.css?inline';

/**
 * Deletion of a database, confirmed by typing its name. While deletion protection is on, it offers to turn that off.
 *
 * @tag pg-delete-database
 */
export class PgDeleteDatabase extends PgElement {
  static override properties = { database: { attribute: false }, typed: { state: true }, errorMessage: { state: true } };
  static override styles = [PgElement.styles, sheet(styles)];

  /** The database, as last read. */
  declare database: DatabaseView;
  declare private typed: string;
  declare private errorMessage: string | undefined;

  constructor() {
    super();
    this.typed = '';
  }

  override render() {
    const text = detailText();
    const { deletionProtection, status } = this.database;
    return html`<section class="card pad row wrap" aria-label=${text.deleteTitle}>
        <div class="grow"><h2>${text.deleteTitle}</h2><p class="muted small">${deletionProtection ? text.protectedHint : text.deleteHint}</p>${this.#fault()}</div>
        ${
          deletionProtection
            ? html`<button @click=${this.#unprotect}>${text.unprotect}</button>`
            : html`<button class="danger" ?disabled=${status.state === 'deleting'} @click=${this.#ask}>${text.deleteButton}</button>`
        }
      </section>
      ${this.#dialog()}`;
  }

  #dialog() {
    const text = detailText();
    const { name } = this.database;
    return html`<dialog aria-labelledby="title" @close=${() => {
      this.typed = '';
    }}><form class="stack" @submit=${this.#delete}>
      <h2 id="title">${text.deleteQuestion(name)}</h2>
      <label>${text.deleteType(name)}<input .value=${this.typed} autocomplete="off" autocapitalize="none" spellcheck="false" @input=${this.#type} /></label>
      <div class="row end"><button type="button" @click=${this.#close}>${sharedText().cancel}</button>
        <button class="primary" ?disabled=${this.typed !== name}>${text.deleteNow}</button></div>
    </form></dialog>`;
  }

  #fault() {
    return this.errorMessage ? html`<p class="fault" role="alert">${this.errorMessage}</p>` : nothing;
  }

  #type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.typed = target.value;
  }

  #ask(): void {
    this.errorMessage = undefined;
    this.#sheet?.showModal();
  }

  readonly #close = (): void => this.#sheet?.close();

  async #delete(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.typed !== this.database.name) return;
    this.#close();
    await this.#send('DELETE', {});
  }

  #unprotect(): Promise<void> {
    return this.#send('PATCH', { body: { deletionProtection: false } });
  }

  async #send(method: 'PATCH' | 'DELETE', details: { readonly body?: unknown }): Promise<void> {
    const { revision } = this.database;
    try {
      this.errorMessage = undefined;
      await this.platform.change(method, databasePath(this.database), { ...details, headers: { 'if-match': `"${revision}"` } });
    } catch (error) {
      this.errorMessage = errorText(error);
    }
  }

  get #sheet(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}

define('pg-delete-database', PgDeleteDatabase);

declare global {
  interface HTMLElementTagNameMap {
    'pg-delete-database': PgDeleteDatabase;
  }
}
