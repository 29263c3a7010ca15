import { html, nothing, type PropertyValues } from 'lit';
import { Clock } from '../parts/clock.ts';
import { errorText } from '../parts/error-text.ts';
import panelStyles from '../parts/panel.css?inline';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { planList } from '../parts/plan.ts';
import { SEVERITIES } from '../parts/state-severity.ts';
import { sharedText } from '../parts/texts.ts';
import { nodeClass } from '../parts/topology.ts';
import { detailText } from '../pg-database/detail-text.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import { databasePath } from '../platform/paths.ts';
import { newRequestKey } from '../platform/request-key.ts';
import type { DatabaseView, OperationPageView, OperationView, PlanView } from '../platform/wire.ts';
import { bytes, clockTime, fullTime } from '../text/format.ts';
import styles from './pg-instances.css?inline';

type Instance = DatabaseView['status']['instances'][number];

/** States in which there is nothing to restart. */
const NOT_RESTARTABLE = ['creating', 'deleting', 'hibernated', 'restoring', 'upgrading', 'failed'];
const OPERATION_SEVERITIES = { requested: 'busy', running: 'busy', completed: 'good', failed: 'bad' } as const;
/** How long an operation that has ended is shown; later it is in the timeline only. */
const SHOWN_MS = 600_000;

/**
 * The instances of a database, live, and their restart: its plan before it is requested, its progress and its outcome.
 *
 * @tag pg-instances
 * @csspart instance - One instance.
 * @csspart operation - The restart in progress, or the last one for a while.
 */
export class PgInstances extends PgElement {
  static override properties = {
    database: { attribute: false },
    operation: { state: true },
    plan: { state: true },
    errorMessage: { state: true },
  };
  static override styles = [PgElement.styles, sheet(panelStyles), sheet(styles)];

  /** The database, as last read. */
  declare database: DatabaseView;
  declare private operation: OperationView | undefined;
  /** What a restart would do, while it is asked whether it is wanted. */
  declare private plan: PlanView | undefined;
  declare private errorMessage: string | undefined;
  /** Idempotency key of the requested restart: a retry after a lost response does not restart twice. */
  #key = '';

  constructor() {
    super();
    new Clock(this);
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const known = this.operation;
    const path = `${databasePath(this.database, '/operations')}&limit=1`;
    const { items } = await this.platform.request<OperationPageView>('GET', path, { signal });
    // What the stream has brought meanwhile is newer.
    if (!signal.aborted && this.operation === known) this.operation = items.find(({ databaseId }) => databaseId === this.database.id);
  }

  protected override receive(message: PlatformMessage): void {
    if (message.kind === 'operation' && message.operation.databaseId === this.database.id) this.operation = message.operation;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('database');
    if (before && before.id !== this.database.id) {
      this.operation = this.plan = this.errorMessage = undefined;
      this.reload();
    }
    super.willUpdate(changed);
  }

  override render() {
    const { status, instances, synchronous } = this.database;
    const text = detailText();
    const missing = Array.from({ length: Math.max(0, instances - status.instances.length) });
    return html`<section class="card" aria-label=${text.instances} @keydown=${this.#escape}>
      <div class="top row wrap"><h2>${text.instances}</h2><span class="muted small grow">${synchronous ? text.synchronousOn : sharedText().ready(status.readyInstances, instances)}</span>
        <button class="quiet" ?disabled=${!this.#isRestartable || this.plan} @click=${this.#openRestartForm}>${text.restart}</button></div>
      ${this.#restartForm()}
      <div class="operation small" part="operation" role="status">${this.#progress()}</div>
      ${status.instances.map((instance) => this.#instance(instance, status.state))}
      ${missing.map(() => html`<div class="node ${SEVERITIES[status.state]}"><span class="nodes"><i class="missing"></i></span><span class="muted">${sharedText().roles.replica}</span><span class="muted small">${sharedText().missing}</span></div>`)}
    </section>`;
  }

  #restartForm() {
    const fault = this.errorMessage ? html`<p class="fault" role="alert">${this.errorMessage}</p>` : nothing;
    if (!this.plan) return fault === nothing ? nothing : html`<div class="operation">${fault}</div>`;
    const text = detailText();
    return html`<form class="stack" @submit=${this.#restart}>${planList(this.plan)}${fault}
      <div class="row"><button class="primary">${text.restartNow}</button><button type="button" @click=${this.#close}>${sharedText().cancel}</button></div></form>`;
  }

  #progress() {
    const { operation } = this;
    if (!operation || isPast(operation)) return nothing;
    const { state, message, startedAt, finishedAt, requestedAt, requestedBy } = operation;
    const text = detailText();
    const at = finishedAt ?? startedAt ?? requestedAt;
    // The status says which instance it is at; the operation is followed in longer steps.
    const progress = finishedAt === null ? (this.database.status.reason ?? message) : message;
    return html`<span class="state ${OPERATION_SEVERITIES[state]}">${text.restarts[state]}</span> ${progress}
      <span class="muted">${text.requestedBy(requestedBy)}, <time datetime=${at} title=${fullTime(at)}>${clockTime(at)}</time></span>`;
  }

  #instance(instance: Instance, state: DatabaseView['status']['state']) {
    const text = detailText();
    const { name, role, lagBytes } = instance;
    const lag = role === 'replica' && lagBytes !== null ? text.lag(bytes(lagBytes)) : '';
    const how =
      instance.state === 'running'
        ? role === 'replica' && lagBytes === 0
          ? `${sharedText().roles.replica}, ${text.inSync}`
          : sharedText().roles[role]
        : text.instanceStates[instance.state];
    return html`<div class="node ${SEVERITIES[state]}" part="instance"><span class="nodes" aria-hidden="true"><i class=${nodeClass(instance)}></i></span><b class="cut">${name}</b>
      <span class="muted small num">${how}${lag && lagBytes !== 0 ? `, ${lag}` : ''}</span></div>`;
  }

  get #isRestartable(): boolean {
    const isUnderWay = this.operation !== undefined && this.operation.finishedAt === null;
    return !isUnderWay && !NOT_RESTARTABLE.includes(this.database.status.state);
  }

  async #openRestartForm(): Promise<void> {
    this.#key = newRequestKey();
    await this.#attempt(async () => {
      this.plan = await this.platform.request<PlanView>('POST', `${databasePath(this.database, '/restart')}&dryRun=true`);
      await this.focusOn('.primary');
    });
  }

  async #restart(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    await this.#attempt(async () => {
      const path = databasePath(this.database, '/restart');
      const known = this.operation;
      const operation = await this.platform.request<OperationView>('POST', path, { headers: { 'idempotency-key': this.#key } });
      if (this.operation === known) this.operation = operation;
      this.#close();
    });
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    this.errorMessage = undefined;
    await action().catch((error: unknown) => {
      this.errorMessage = errorText(error);
    });
  }

  readonly #close = (): void => {
    this.plan = this.errorMessage = undefined;
    void this.focusOn('.top button');
  };

  #escape(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.plan) this.#close();
  }
}

const isPast = ({ finishedAt }: OperationView) => finishedAt !== null && Date.now() - Date.parse(finishedAt) > SHOWN_MS;

define('pg-instances', PgInstances);

declare global {
  interface HTMLElementTagNameMap {
    'pg-instances': PgInstances;
  }
}
