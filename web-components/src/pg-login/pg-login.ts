import { html, nothing } from 'lit';
import { brand } from '../parts/brand.ts';
import { errorText } from '../parts/error-text.ts';
import { notice } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import { isApiProblem } from '../platform/api-problem.ts';
import { session } from '../text/en/session.ts';
import { textOf } from '../text/locale.ts';
import styles from './pg-login.css?inline';

const texts = textOf('session', session);

/**
 * The login: user and password for the API. On the API's own site the session is an HttpOnly cookie; elsewhere the
 * token stays in this page's memory and ends with it.
 *
 * @tag pg-login
 * @fires pg-logged-in - Somebody has logged in; `detail.username`.
 * @csspart form - The card.
 */
export class PgLogin extends PgElement {
  static override properties = { reason: {}, busy: { state: true }, errorMessage: { state: true } };
  static override styles = [PgElement.styles, sheet(styles)];

  /** Why the user has to log in, if not obvious. @attr */
  declare reason: string | undefined;
  declare private busy: boolean;
  declare private errorMessage: string | undefined;

  override render() {
    const text = texts();
    if (this.platform.hasHost)
      return html`<div class="card">${notice(text.notByHost, text.notByHostHint, { label: sharedText().reloadPage, go: () => location.reload() })}</div>`;
    return html`<form part="form" class="card stack" @submit=${this.#logIn} novalidate>
      <h1>${brand(24)}</h1>${this.reason ? html`<p>${this.reason}</p>` : nothing}
      <label>${text.user}<input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required /></label>
      <label>${text.password}<input name="password" type="password" autocomplete="current-password" required aria-describedby="error" /></label>
      <p class="fault" id="error" role="alert" ?hidden=${!this.errorMessage}>${this.errorMessage ?? nothing}</p>
      <button class="primary" ?disabled=${this.busy}>${text.logIn}</button>
      <p class="hint">${text.firstTime} <code>.data/admin-password</code>.</p>
    </form>`;
  }

  async #logIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target instanceof HTMLFormElement ? event.target : undefined);
    const [username, password] = [String(form.get('username')), String(form.get('password'))];
    if (!username || !password) return this.#showError(texts().missing);
    this.busy = true;
    try {
      await this.platform.login(username, password);
      this.errorMessage = undefined;
      this.emit('pg-logged-in', { username });
    } catch (error) {
      this.#showError(loginErrorText(error));
    } finally {
      this.busy = false;
    }
  }

  #showError(message: string): void {
    this.errorMessage = message;
    this.renderRoot.querySelector<HTMLInputElement>('[name=password]')?.select();
  }
}

const loginErrorText = (error: unknown) => (isApiProblem(error) && error.code === 'not_authenticated' ? texts().wrong : errorText(error));

define('pg-login', PgLogin);

declare global {
  interface HTMLElementTagNameMap {
    'pg-login': PgLogin;
  }
}
