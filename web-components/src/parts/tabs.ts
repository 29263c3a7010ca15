import { html } from 'lit';

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** A row of tabs over a panel with id `panel`: one tab stop, arrow keys choose. */
export function tabs<Tab extends string>(
  all: readonly Tab[],
  chosen: Tab,
  choose: (tab: Tab) => void,
  label: (tab: Tab) => string = (tab) => tab,
) {
  return html`<div class="tabs" role="tablist" @keydown=${walk}>${all.map(
    (tab) =>
      html`<button role="tab" id="tab-${tab}" aria-controls="panel" aria-selected=${tab === chosen} tabindex=${tab === chosen ? 0 : -1} @click=${() => choose(tab)}>${label(tab)}</button>`,
  )}</div>`;

  function walk(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const bar = event.currentTarget;
    if (!step || !(bar instanceof HTMLElement)) return;
    event.preventDefault();
    const turn = getComputedStyle(bar).direction === 'rtl' ? -step : step;
    const next = all[(all.indexOf(chosen) + turn + all.length) % all.length];
    if (next === undefined) return;
    choose(next);
    bar.querySelectorAll<HTMLElement>('button')[all.indexOf(next)]?.focus();
  }
}
