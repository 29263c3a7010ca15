import { html, nothing, type PropertyValues } from 'lit';
import { controlOf } from '../parts/controls.ts';
import { errorText } from '../parts/error-text.ts';
import { faultNotice, skeleton } from '../parts/notice.ts';
import panelStyles from '../parts/panel.css?inline';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import tabStyles from '../parts/tabs.css?inline';
import { tabs } from '../parts/tabs.ts';
import { sharedText } from '../parts/texts.ts';
import { ApiProblem, isApiProblem } from '../platform/api-problem.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import { databasePath } from '../platform/paths.ts';
import { newRequestKey } from '../platform/request-key.ts';
import type { CredentialsView, DatabaseView } from '../platform/wire.ts';
import { connection } from '../text/en/connection.ts';
import { textOf } from '../text/locale.ts';
import { copyText } from './clipboard.ts';
import styles from './pg-connection-info.css?inline';
import { MASK, SNIPPET_KINDS, type SnippetKind, snippet, type Verification, verificationsOf } from './snippets.ts';

const texts = textOf('connection', connection);
const CERTIFICATE = 'certificate';
type Tab = SnippetKind | typeof CERTIFICATE;
/** A revealed password is hidden again after this time: pages are left open. */
const REVEALED_MS = 60_000;
const COPIED_MS = 2000;

/**
 * How to connect to a database: URI, psql line, and snippets, with copy buttons, and the certificate to check the server
 * with. The password is fetched and shown only on demand; each fetch is in the audit log.
 *
 * @tag pg-connection-info
 * @csspart snippet - The text to paste.
 */
export class PgConnectionInfo extends PgElement {
  static override properties = {
    project: {},
    name: {},
    database: { attribute: false },
    tab: { state: true },
    verification: { state: true },
    secret: { state: true },
    copied: { state: true },
    reset: { state: true },
  };
  static override styles = [PgElement.styles, sheet(tabStyles), sheet(panelStyles), sheet(styles)];

  /** Project of the database. @attr */
  declare project: string;
  /** Name of the database. @attr */
  declare name: string;
  /** The database itself, when the page has it already; else it is read. */
  declare database: DatabaseView | undefined;
  declare private tab: Tab;
  declare private verification: Verification;
  /** Only while it is shown; never longer than it must be. */
  declare private secret: CredentialsView | undefined;
  /** Public; read when its tab is opened. */
  #certificate: string | undefined;
  declare private copied: boolean;
  /** A reset of the password: being asked about, or done while the new one is shown. */
  declare private reset: 'asked' | 'done' | undefined;
  /** Idempotency key of the requested reset: a retry after a lost response does not reset twice. */
  #key = '';

  protected override readonly keys = ['api', 'project', 'name'];
  #hide: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.project = 'default';
    this.name = '';
    this.tab = 'URI';
    this.verification = 'verified';
    this.copied = false;
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    if (this.database?.name === this.name || !this.name) return;
    this.database = await this.platform.request<DatabaseView>('GET', databasePath(this), { signal });
  }

  protected override receive(message: PlatformMessage): void {
    if (message.kind === 'database' && message.database.id === this.database?.id) this.database = message.database;
    if (this.platform.session !== 'in') this.#hidePassword();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('name') || changed.has('project')) {
      this.#hidePassword();
      this.#certificate = undefined;
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#hidePassword();
  }

  override render() {
    if (!this.database) return html`<div class="card">${this.fault ? faultNotice(this.fault, () => this.reload()) : skeleton()}</div>`;
    const text = texts();
    const label = (tab: Tab) => (tab === CERTIFICATE ? text.certificate : tab);
    return html`<section class="card" aria-label=${text.title}>
      ${tabs<Tab>([...SNIPPET_KINDS, CERTIFICATE], this.tab, (tab) => this.#choose(tab), label)}
      <div class="body row" id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}">
        <pre part="snippet" class="grow" tabindex="0">${this.#shown(this.database)}</pre>
        <div class="acts row">
          ${this.tab === CERTIFICATE ? html`<button @click=${this.#download}>${text.download}</button>` : html`<button class="quiet" @click=${this.#toggle}>${this.secret ? text.hide : text.reveal}</button>`}
          <button @click=${this.#copy}>${this.copied ? text.copied : text.copy}</button>
        </div>
      </div>
      ${this.reset === 'asked' ? this.#resetForm(this.database) : this.#foot(this.database)}
      <span class="unseen" role="status">${this.copied ? text.copied : nothing}</span>
    </section>`;
  }

  #resetForm({ connection: { user } }: DatabaseView) {
    const text = texts();
    return html`<form class="stack" @submit=${this.#reset} @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#close()}>
      <p class="small">${text.resetHint(user)}</p>${this.fault ? html`<p class="fault" role="alert">${errorText(this.fault)}</p>` : nothing}
      <div class="row"><button class="primary">${text.resetNow}</button><button type="button" @click=${this.#close}>${sharedText().cancel}</button></div></form>`;
  }

  #foot({ instances, status, connection: { readOnlyHost, readOnlyPort } }: DatabaseView) {
    const text = texts();
    if (this.fault) return html`<p class="foot fault" role="alert">${errorText(this.fault)}</p>`;
    if (this.tab === CERTIFICATE) return html`<p class="foot hint">${text.certificateHint}</p>`;
    const choose = (event: Event) => {
      this.verification = (controlOf(event)?.value ?? 'verified') as Verification; // the options below hold nothing else
    };
    const access = status.conditions.find(({ type }) => type === 'TenantAccess');
    return html`<div class="foot hint"><p class="row wrap"><select aria-label=${text.verification} @change=${choose}>${verificationsOf(this.tab).map((verification) => html`<option value=${verification} ?selected=${verification === this.#verification}>${text.verifications[verification]}</option>`)}</select>
        ${this.#verification === 'verified' ? html`<button class="link" @click=${this.#download}>${text.download}</button>` : text.unverified}</p>
      ${instances > 1 ? html`<p>${text.readOnly} <code>${readOnlyHost}:${readOnlyPort}</code></p>` : nothing}
      ${access?.status === 'False' ? html`<p class="fault" role="alert">${access.message}</p>` : nothing}
      <p>${this.reset ? html`<span role="status">${text.newPassword}</span>` : html`<button class="link" @click=${this.#openResetForm}>${text.reset}</button>`}</p></div>`;
  }

  #shown(database: DatabaseView): string {
    if (this.tab === CERTIFICATE) return this.#certificate ?? sharedText().loading;
    return snippet(this.tab, this.#verification, database.connection, this.secret ?? { user: database.connection.user, password: MASK });
  }

  /** The chosen verification, as the tab's client calls it. */
  get #verification(): Verification {
    const [verified, other] = this.tab === CERTIFICATE ? [] : verificationsOf(this.tab);
    if (this.tab === 'URI' || this.tab === '.env') return this.verification;
    return (this.verification === 'verified' ? verified : other) ?? 'verified';
  }

  #choose(tab: Tab): void {
    this.tab = tab;
    if (tab === CERTIFICATE) void this.#readCertificate().then(() => this.requestUpdate(), this.#fail);
  }

  async #readCertificate(): Promise<string> {
    const text = await this.platform.requestText(databasePath(this, '/certificate'));
    this.fault = undefined;
    this.#certificate = text;
    return text;
  }

  readonly #download = async (): Promise<void> => {
    const certificate = await this.#readCertificate().catch(this.#fail);
    if (certificate === undefined) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([certificate], { type: 'application/x-pem-file' }));
    link.download = 'ca.crt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  async #toggle(): Promise<void> {
    if (this.secret) return this.#hidePassword();
    const secret = await this.#fetch().catch(this.#fail);
    if (secret) this.#show(secret);
  }

  #show(secret: CredentialsView): void {
    clearTimeout(this.#hide);
    this.secret = secret;
    this.#hide = setTimeout(() => this.#hidePassword(), REVEALED_MS);
  }

  #openResetForm(): void {
    this.#key = newRequestKey();
    this.reset = 'asked';
    this.fault = undefined;
    void this.focusOn('form .primary');
  }

  async #reset(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    try {
      await this.platform.change('POST', databasePath(this, '/credentials/reset'), { headers: { 'idempotency-key': this.#key } });
      if (this.tab === CERTIFICATE) this.tab = 'URI';
      this.#show(await this.#fetch());
      this.#close();
      this.reset = 'done';
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #close = (): void => {
    this.reset = undefined;
    void this.focusOn('.acts button');
  };

  async #copy(): Promise<void> {
    const { database, tab } = this;
    if (!database) return;
    const secret = async () => this.secret ?? (await this.#fetch());
    const text =
      tab === CERTIFICATE
        ? this.#readCertificate()
        : secret().then((known) => snippet(tab, this.#verification, database.connection, known));
    const done = await copyText(text).then(() => true, this.#fail);
    this.copied = done === true;
    setTimeout(() => {
      this.copied = false;
    }, COPIED_MS);
  }

  async #fetch(): Promise<CredentialsView> {
    const secret = await this.platform.request<CredentialsView>('GET', databasePath(this, '/credentials'));
    this.fault = undefined;
    return secret;
  }

  readonly #fail = (error: unknown): undefined => {
    this.fault = isApiProblem(error) ? error : new ApiProblem(0, { detail: sharedText().failed });
  };

  #hidePassword(): void {
    clearTimeout(this.#hide);
    this.secret = undefined;
    if (this.reset === 'done') this.reset = undefined;
  }
}

define('pg-connection-info', PgConnectionInfo);

declare global {
  interface HTMLElementTagNameMap {
    'pg-connection-info': PgConnectionInfo;
  }
}
