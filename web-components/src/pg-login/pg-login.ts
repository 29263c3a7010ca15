import { html, nothing } from 'lit';
import { brand } from '../parts/brand.ts';
import { notice } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sentenceOf } from '../parts/sentence.ts';
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
  static override properties = { reason: {}, busy: { state: true }, wrong: { state: true } };
  static override styles = [PgElement.styles, sheet(styles)];

  /** Why somebody has to log in, if there is more to say than that. @attr */
  declare reason: string | undefined;
  declare private busy: boolean;
  declare private wrong: string | undefined;

  override render() {
    const text = texts();
    if (this.platform.hasHost)
      return html`<div class="card">${notice(text.notByHost, text.notByHostHint, { label: sharedText().reloadPage, go: () => location.reload() })}</div>`;
    return html`<form part="form" class="card stack" @submit=${this.#logIn} novalidate>
      <h1>${brand(24)}</h1>${this.reason ? html`<p>${this.reason}</p>` : nothing}
      <label>${text.user}<input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required /></label>
      <label>${text.password}<input name="password" type="password" autocomplete="current-password" required aria-describedby="wrong" /></label>
      <p class="fault" id="wrong" role="alert" ?hidden=${!this.wrong}>${this.wrong ?? nothing}</p>
      <button class="primary" ?disabled=${this.busy}>${text.logIn}</button>
      <p class="hint">${text.firstTime} <code>.data/admin-password</code>.</p>
    </form>`;
  }

  async #logIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target instanceof HTMLFormElement ? event.target : undefined);
    const [username, password] = [String(form.get('username')), String(form.get('password'))];
    if (!username || !password) return this.#refuse(texts().missing);
    this.busy = true;
    try {
      await this.platform.login(username, password);
      this.wrong = undefined;
      this.emit('pg-logged-in', { username });
    } catch (error) {
      this.#refuse(sentence(error));
    } finally {
      this.busy = false;
    }
  }

  #refuse(sentence: string): void {
    this.wrong = sentence;
    this.renderRoot.querySelector<HTMLInputElement>('[name=password]')?.select();
  }
}

const sentence = (error: unknown) => (isApiProblem(error) && error.code === 'not_authenticated' ? texts().wrong : sentenceOf(error));

define('pg-login', PgLogin);

declare global {
  interface HTMLElementTagNameMap {
    'pg-login': PgLogin;
  }
}
