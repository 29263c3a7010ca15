import { html, nothing } from 'lit';
import { controlOf } from '../parts/controls.ts';
import { errorText } from '../parts/error-text.ts';
import { faultNotice, skeleton } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import { isApiProblem } from '../platform/api-problem.ts';
import { newRequestKey } from '../platform/request-key.ts';
import type { DatabasePageView, OptionsView } from '../platform/wire.ts';
import { amount } from '../text/format.ts';
import { type CreateForm, emptyForm, hasLabels, requestOf } from './create-request.ts';
import { createText, fieldsTemplate } from './fields-template.ts';
import styles from './pg-create-database.css?inline';

/**
 * The form for a new database: a name is enough. The API validates what is typed (a dry run when a field loses the focus),
 * so the rules are in one place.
 *
 * @tag pg-create-database
 * @fires pg-created - It was accepted; `detail.database`.
 * @fires pg-close - Cancel was pressed.
 * @csspart form - The form.
 */
export class PgCreateDatabase extends PgElement {
  static override properties = {
    project: {},
    form: { state: true },
    faults: { state: true },
    sending: { state: true },
    isConfirming: { state: true },
  };
  static override styles = [PgElement.styles, sheet(styles)];

  /** The project it is created in, unless another is chosen. @attr */
  declare project: string;
  declare private form: CreateForm | undefined;
  declare private faults: Readonly<Record<string, string>>;
  declare private sending: boolean;
  /** The user is asked whether to discard what was typed. */
  declare private isConfirming: boolean;

  protected override readonly keys = ['api'];
  #options: OptionsView | undefined;
  #initialForm: CreateForm | undefined;
  #readySeconds: number | undefined;
  readonly #visited = new Set<string>();
  #check: AbortController | undefined;
  /** The idempotency key of a request body: sent twice, created once. */
  #key: readonly [body: string, key: string] = ['', ''];

  constructor() {
    super();
    this.project = 'default';
    this.faults = {};
    this.isConfirming = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('beforeunload', this.#preventUnload);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeunload', this.#preventUnload);
  }

  /** Whether the form may be closed; when something was typed it asks first, and closes itself by `pg-close`. */
  leave(): boolean {
    this.isConfirming = this.#isChanged;
    if (this.isConfirming) void this.focusOn('.foot button');
    return !this.isConfirming;
  }

  get #isChanged(): boolean {
    return JSON.stringify(this.form) !== JSON.stringify(this.#initialForm);
  }

  readonly #preventUnload = (event: Event): void => {
    if (this.#isChanged) event.preventDefault();
  };

  protected override async read(signal: AbortSignal): Promise<void> {
    this.#options ??= await this.platform.options();
    this.form ??= this.#initialForm = emptyForm(this.#options, this.project || 'default');
    this.#readySeconds = await this.#measuredSeconds(signal).catch(() => undefined);
    if (!this.#visited.size) void this.focusOn('[name=name]');
  }

  /** The median of the seconds from request to available, over up to 20 of the newest databases. */
  async #measuredSeconds(signal: AbortSignal): Promise<number | undefined> {
    const page = await this.platform.request<DatabasePageView>('GET', '/api/databases?sort=-createdAt&status=available&limit=20', {
      signal,
    });
    const seconds = page.items
      .filter(({ updatedAt, createdAt }) => updatedAt === createdAt)
      .map(({ status, createdAt }) => (Date.parse(status.since) - Date.parse(createdAt)) / 1000)
      .filter((took) => took > 0 && took < 600)
      .toSorted((a, b) => a - b);
    return seconds[Math.floor(seconds.length / 2)];
  }

  override render() {
    if (this.fault && !this.form) return faultNotice(this.fault, () => this.reload());
    if (!this.form || !this.#options) return skeleton();
    const text = createText();
    return html`<form part="form" @submit=${this.#submit} @input=${this.#type} @change=${this.#type} @focusout=${this.#checkField} @keydown=${this.#escape} novalidate>
      <div class="top row"><h1 tabindex="-1">${text.title}</h1><span class="grow"></span>
        <button type="button" class="quiet" @click=${() => this.leave() && this.#close()}>${text.close}</button></div>
      <div class="fields stack">${fieldsTemplate({ form: this.form, options: this.#options, faults: this.faults, api: this.api })}</div>
      ${this.isConfirming ? this.#confirmation() : this.#foot()}
    </form>`;
  }

  #confirmation() {
    const text = createText();
    return html`<div class="foot row" role="alertdialog" aria-label=${text.discardQuestion}><span class="grow">${text.discardQuestion}</span>
      <button type="button" @click=${this.#keepEditing}>${text.keep}</button>
      <button type="button" class="danger" @click=${this.#close}>${text.discard}</button></div>`;
  }

  #foot() {
    const text = createText();
    return html`<div class="foot row"><span class="hint grow">${this.#readySeconds ? text.readyIn(amount(Math.max(1, Math.round(this.#readySeconds)), 'second')) : nothing}</span>
        <button type="button" @click=${this.#close}>${sharedText().cancel}</button>
        <button class="primary" ?disabled=${this.sending}>${this.sending ? text.busy : text.submit}</button></div>`;
  }

  #type(event: Event): void {
    const control = controlOf(event);
    if (!control || !this.form) return;
    const value = control.type === 'checkbox' && 'checked' in control ? control.checked : control.value;
    this.form = { ...this.form, [control.name]: value };
    const { [control.name]: _, '': __, ...faults } = this.faults;
    this.faults = faults;
  }

  /** Validates on blur: shows faults only of the fields that were visited. */
  async #checkField({ target, relatedTarget }: FocusEvent): Promise<void> {
    if (
      !(target instanceof HTMLInputElement) ||
      !this.form ||
      (relatedTarget instanceof HTMLButtonElement && relatedTarget.type === 'button')
    )
      return;
    this.#visited.add(target.name);
    this.#check?.abort();
    this.#check = new AbortController();
    const { signal } = this.#check;
    const found = await this.#findFaults(signal);
    if (signal.aborted) return;
    const named = this.form.name !== '';
    this.faults = Object.fromEntries(Object.entries(found).filter(([field]) => this.#visited.has(field) && (named || field !== 'name')));
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.#check?.abort();
    if (!this.form || this.sending) return;
    this.sending = true;
    try {
      const faults = this.form.name.trim() && hasLabels(this.form) ? {} : await this.#findFaults();
      if (Object.keys(faults).length > 0) return await this.#show(faults);
      const database = await this.#send('');
      this.form = this.#initialForm = undefined;
      if (database) this.emit('pg-created', { database });
      this.#visited.clear();
      this.reload();
    } catch (error) {
      await this.#show(this.#faultsOf(error));
    } finally {
      this.sending = false;
    }
  }

  /** What the API would refuse, and what cannot be sent. */
  async #findFaults(signal?: AbortSignal): Promise<Record<string, string>> {
    const found = await this.#send('?dryRun=true', signal).then(
      () => ({}),
      (error: unknown) => this.#faultsOf(error),
    );
    const { form } = this;
    return {
      ...found,
      ...(form && !hasLabels(form) && { labels: createText().labelsWrong }),
      ...(form?.name.trim() === '' && { name: createText().nameMissing }),
    };
  }

  async #send(query: string, signal?: AbortSignal) {
    if (!this.form || !this.#options) return undefined;
    const body = requestOf(this.form, this.#options);
    const details = { body, signal };
    if (query) return this.platform.request<undefined>('POST', `/api/databases${query}`, details);
    const content = JSON.stringify(body);
    if (this.#key[0] !== content) this.#key = [content, newRequestKey()];
    return this.platform.change('POST', '/api/databases', { ...details, headers: { 'idempotency-key': this.#key[1] } });
  }

  #faultsOf(error: unknown): Record<string, string> {
    const faults = isApiProblem(error) ? error.faults : [];
    if (faults.length === 0) return { [isApiProblem(error) && error.code === 'name_taken' ? 'name' : '']: errorText(error) };
    return Object.fromEntries(faults.map(({ path, message }) => [path.split('/')[1] ?? '', message]));
  }

  /** All faults at once, and the focus on the first. */
  async #show(faults: Readonly<Record<string, string>>): Promise<void> {
    this.faults = faults;
    for (const field of Object.keys(faults)) this.#visited.add(field);
    await this.updateComplete;
    const controls = [...this.renderRoot.querySelectorAll<HTMLInputElement>('[name]')];
    controls.find(({ name }) => faults[name])?.focus();
  }

  readonly #keepEditing = (): void => {
    this.isConfirming = false;
    void this.focusOn('[name=name]');
  };

  /** The browser would close the sheet around this form at a second Esc, whatever the form says. */
  #escape(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !this.leave()) event.preventDefault();
  }

  readonly #close = (): void => {
    this.emit('pg-close', {});
  };
}

define('pg-create-database', PgCreateDatabase);

declare global {
  interface HTMLElementTagNameMap {
    'pg-create-database': PgCreateDatabase;
  }
}
