import { html } from 'lit';
import { controlOf } from '../parts/controls.ts';
import { ATTENTION, SEVERITIES, type State } from '../parts/state-severity.ts';
import { sharedText } from '../parts/texts.ts';
import type { ListFilter } from '../platform/events.ts';
import { listText } from './row-template.ts';

export interface ToolbarActions {
  /** With each letter. */
  readonly search: (q: string) => void;
  readonly choose: (filter: Partial<ListFilter>) => void;
  readonly add: () => void;
}

/** The toolbar: the count (nothing while not known), search, filters, order, "New database". */
export function toolbarTemplate(filter: ListFilter, count: unknown, actions: ToolbarActions) {
  const text = listText();
  return html`<div class="tools row wrap">
    <h1 tabindex="-1">${text.title}</h1><span class="muted num">${count}</span><span class="grow"></span>
    <span class="find"><input type="search" .value=${filter.q} placeholder="${text.search}  /" aria-label=${text.search} title=${text.searchHint} @input=${(event: Event) => actions.search(given(event))} /></span>
    <select aria-label=${text.status} @change=${(event: Event) => actions.choose({ status: given(event) })}>
      <option value="">${text.anyStatus}</option>
      <option value=${ATTENTION} ?selected=${filter.status === ATTENTION}>${text.attention}</option>
      ${Object.keys(SEVERITIES).map((state) => html`<option value=${state} ?selected=${state === filter.status}>${sharedText().states[state as State]}</option>`)}
    </select>
    <select aria-label=${text.sort} @change=${(event: Event) => actions.choose({ sort: given(event) })}>
      ${Object.entries(text.sorts).map(([sort, label]) => html`<option value=${sort} ?selected=${sort === filter.sort}>${label}</option>`)}
    </select>
    <button class="primary" @click=${actions.add}>${text.newDatabase}</button>
  </div>`;
}

const given = (event: Event) => controlOf(event)?.value ?? '';
