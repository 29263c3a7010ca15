import { html, nothing, type PropertyValues } from 'lit';
import { controlOf } from '../parts/controls.ts';
import { errorText } from '../parts/error-text.ts';
import { fieldNote } from '../parts/field.ts';
import panelStyles from '../parts/panel.css?inline';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { planList } from '../parts/plan.ts';
import { sharedText } from '../parts/texts.ts';
import { ApiProblem, isApiProblem } from '../platform/api-problem.ts';
import { databasePath } from '../platform/paths.ts';
import type { DatabaseView, OptionsView, PlanView } from '../platform/wire.ts';
import { detailText } from './detail-text.ts';
import { extensionsTemplate } from './extensions.ts';
import styles from './pg-database-settings.css?inline';
import { settingControl } from './setting-control.ts';
import {
  changesBetween,
  choicesOf,
  FIELDS,
  hintOf,
  parameterOf,
  patchOf,
  SETTINGS,
  type SettingPath,
  settingAt,
  settingValue,
  shownValue,
} from './settings.ts';

const TYPING_PAUSE_MS = 200;
const BUSY = ['updating', 'upgrading'];

/** A row in edit mode: what is typed, and the database as it was when editing began. */
interface Edit {
  readonly path: SettingPath;
  readonly value: string;
  readonly base: DatabaseView;
}

/**
 * The settings of a database, edited in place: the plan of a change is shown before it is applied, and a concurrent change by
 * somebody else is shown instead of being overwritten.
 *
 * @tag pg-database-settings
 * @csspart setting - One row.
 */
export class PgDatabaseSettings extends PgElement {
  static override properties = {
    database: { attribute: false },
    growTo: { attribute: false },
    edit: { state: true },
    plan: { state: true },
    errorMessage: { state: true },
    adding: { state: true },
  };
  static override styles = [PgElement.styles, sheet(panelStyles), sheet(styles)];

  /** The database, as last read. */
  declare database: DatabaseView;
  /** Opens the storage row for this size in GiB. */
  declare growTo: number | undefined;
  declare private edit: Edit | undefined;
  declare private plan: PlanView | undefined;
  declare private errorMessage: string | undefined;
  declare private adding: boolean;
  #options: OptionsView | undefined;
  #changed: SettingPath | undefined;
  #check: AbortController | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;

  protected override async read(): Promise<void> {
    this.#options = await this.platform.options();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('growTo') && this.growTo !== undefined) this.#open('storageGiB', String(this.growTo));
  }

  override render() {
    const text = detailText();
    const { database } = this;
    const parameters = Object.keys(database.parameters).toSorted();
    return html`<section class="card" aria-label=${text.settings} @keydown=${this.#escape}>
      <div class="top row"><h2>${text.settings}</h2></div>
      ${FIELDS.map((field) => this.#row(field, SETTINGS[field].label(text), shownValue(database, field), settingAt(field)?.note?.(database, this.#options)))}
      ${parameters.map((name) => this.#row(`parameters.${name}`, name, html`<code>${database.parameters[name]}</code>`, this.#parameterNote(name)))}
      ${this.#addRow()}
      ${extensionsTemplate(this.#options?.extensions[database.version] ?? [])}
    </section>`;
  }

  #parameterNote(name: string): string {
    if (this.database.status.pendingRestart.includes(name)) return detailText().pendingRestart;
    return this.#options?.parameters[name]?.restart ? detailText().byRestart : detailText().byReload;
  }

  #row(path: SettingPath, label: string, value: unknown, note = '') {
    const text = detailText();
    if (this.edit?.path === path) return this.#form(this.edit, label);
    const progress = this.#changed === path && BUSY.includes(this.database.status.state);
    const fixed = path === 'version' && !this.#options?.majorUpgrade;
    return html`<div class="setting" part="setting" data-path=${path}><span class="muted">${label}</span>
      <span class="value num">${value} ${progress ? html`<span class="hint"><span class="state busy">${text.applying}</span></span>` : html`<span class="hint">${note}</span>`}</span>
      ${fixed ? nothing : html`<button class="quiet" aria-label=${text.editOf(label)} ?disabled=${!this.#options} @click=${() => this.#open(path)}>${text.edit}</button>`}</div>`;
  }

  #addRow() {
    const text = detailText();
    if (!this.adding || !this.#options)
      return html`<div class="setting"><span></span><span></span><button class="quiet" ?disabled=${!this.#options} @click=${() => {
        this.adding = true;
      }}>${text.addParameter}</button></div>`;
    if (this.edit && parameterOf(this.edit.path) !== undefined && !this.database.parameters[parameterOf(this.edit.path) ?? ''])
      return this.#form(this.edit, parameterOf(this.edit.path) ?? '');
    const free = Object.keys(this.#options.parameters).filter((name) => this.database.parameters[name] === undefined);
    return html`<form class="stack" @submit=${(event: Event) => event.preventDefault()}><label>${text.parameter}<select name="parameter" @change=${this.#chooseParameter}>
      <option value="">${text.choose}</option>${free.map((name) => html`<option>${name}</option>`)}</select></label>
      <div class="row"><button type="button" @click=${this.#close}>${sharedText().cancel}</button></div></form>`;
  }

  #form({ path, value, base }: Edit, label: string) {
    const text = detailText();
    if (!this.#options) return nothing;
    const conflict = changesBetween(base, this.database);
    return html`<form class="stack" @submit=${this.#apply} @input=${this.#type} novalidate>
      <label>${label}${settingControl(value, choicesOf(path, this.database, this.#options), this.errorMessage !== undefined)}${fieldNote('value', hintOf(path, this.#options), this.errorMessage)}</label>
      <div aria-live="polite">${conflict.length > 0 ? this.#conflictTemplate(conflict, value) : this.#planTemplate()}</div>
      <div class="row"><button class="primary" ?disabled=${this.plan?.changes.length === 0}>${conflict.length > 0 ? text.applyAnyway : text.apply}</button>
        <button type="button" @click=${this.#close}>${sharedText().cancel}</button></div>
    </form>`;
  }

  #planTemplate() {
    const { plan } = this;
    if (!plan) return html`<p class="plan"></p>`;
    return plan.changes.length === 0 ? html`<p class="plan hint">${detailText().noChange}</p>` : planList(plan);
  }

  #conflictTemplate(changes: ReturnType<typeof changesBetween>, value: string) {
    const text = detailText();
    return html`<div class="conflict small"><b>${text.conflict}</b>${changes.map(({ path, from, to }) => html`<div><code>${path}</code> ${from || '–'} → ${to || '–'}</div>`)}<div class="muted">${text.yours(value)}</div></div>`;
  }

  #chooseParameter(event: Event): void {
    const name = controlOf(event)?.value;
    if (name) this.#open(`parameters.${name}`);
  }

  #open(path: SettingPath, value = settingValue(this.database, path)): void {
    this.edit = { path, value, base: this.database };
    this.plan = undefined;
    this.errorMessage = undefined;
    void this.#requestPlan(value);
    void this.focusOn('[name=value]');
  }

  readonly #close = (): void => {
    const path = this.edit?.path;
    this.edit = undefined;
    this.adding = false;
    this.#check?.abort();
    void this.updateComplete.then(() => {
      const row = path && [...this.renderRoot.querySelectorAll<HTMLElement>('.setting')].find(({ dataset }) => dataset.path === path);
      (row || this.renderRoot.querySelector('.setting:last-child'))?.querySelector('button')?.focus();
    });
  };

  #escape(event: KeyboardEvent): void {
    if (event.key === 'Escape' && (this.edit || this.adding)) this.#close();
  }

  #type(event: Event): void {
    const value = controlOf(event)?.value;
    if (!this.edit || value === undefined) return;
    this.edit = { ...this.edit, value };
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#requestPlan(value), TYPING_PAUSE_MS);
  }

  /** Requests the plan of the change (dry run). */
  async #requestPlan(value: string): Promise<void> {
    const edit = this.edit;
    if (!edit || value === settingValue(edit.base, edit.path)) return;
    this.#check?.abort();
    this.#check = new AbortController();
    const { signal } = this.#check;
    try {
      const plan = await this.platform.request<PlanView>('PATCH', `${databasePath(this.database)}&dryRun=true`, {
        body: this.#patch(edit),
        signal,
      });
      if (!signal.aborted) [this.plan, this.errorMessage] = [plan, undefined];
    } catch (error) {
      if (!signal.aborted) this.#showError(error);
    }
  }

  async #apply(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const edit = this.edit;
    if (!edit) return;
    const conflict = changesBetween(edit.base, this.database).length > 0;
    const { revision } = conflict ? this.database : edit.base;
    try {
      const database = await this.platform.change('PATCH', databasePath(this.database), {
        body: this.#patch(edit),
        headers: { 'if-match': `"${revision}"` },
      });
      this.#changed = edit.path;
      if (database) this.database = database;
      this.#close();
    } catch (error) {
      if (isApiProblem(error) && error.status === 412) return this.#readAgain();
      this.#showError(error);
    }
  }

  /** The database has changed meanwhile: reads it again; the form then shows the difference. */
  async #readAgain(): Promise<void> {
    this.database = await this.platform.request<DatabaseView>('GET', databasePath(this.database));
    if (this.edit && changesBetween(this.edit.base, this.database).length === 0) this.edit = { ...this.edit, base: this.database };
  }

  #patch({ path, value }: Edit) {
    const patch = patchOf(this.database, path, value);
    if (!patch) throw new ApiProblem(422, { code: 'invalid', detail: detailText().labelsHint });
    return patch;
  }

  #showError(error: unknown): void {
    this.plan = undefined;
    this.errorMessage = errorText(error);
  }
}

define('pg-database-settings', PgDatabaseSettings);

declare global {
  interface HTMLElementTagNameMap {
    'pg-database-settings': PgDatabaseSettings;
  }
}
