import { html } from 'lit';

type Choice = readonly [value: string, label: string];

/** The control for a setting: a choice, or a field. */
export function settingControl(value: string, choices: readonly Choice[] | undefined, invalid: boolean) {
  const state = invalid ? 'true' : 'false';
  if (!choices)
    return html`<input name="value" .value=${value} autocomplete="off" spellcheck="false" aria-invalid=${state} aria-describedby="value-note" />`;
  return html`<select name="value" aria-invalid=${state} aria-describedby="value-note">${choices.map(([choice, label]) => html`<option value=${choice} ?selected=${choice === value}>${label}</option>`)}</select>`;
}
