import { html } from 'lit';
import type { DatabaseView, OptionsView } from '../platform/wire.ts';
import { detailText } from './detail-text.ts';
import { parameterOf, type SettingPath } from './settings.ts';

type Choice = readonly [value: string, label: string];

/** The choices of a setting that has some; undefined for one that is typed. */
export function choicesOf(path: SettingPath, database: DatabaseView, options: OptionsView): readonly Choice[] | undefined {
  const same = (values: readonly (string | number)[]): Choice[] => values.map((value) => [String(value), String(value)]);
  if (path === 'instances') return same([1, 2, 3, 4, 5]);
  if (path === 'flavour') return same(Object.keys(options.flavours));
  if (path === 'version') return same(options.versions.filter((version) => version >= database.version));
  if (path === 'synchronous' || path === 'deletionProtection')
    return [
      ['true', detailText().on],
      ['false', detailText().off],
    ];
  const parameter = options.parameters[parameterOf(path) ?? ''];
  const values = parameter?.type === 'boolean' ? ['on', 'off'] : parameter?.values;
  return values && [['', detailText().unset], ...same(values)];
}

/** What to know before a setting is changed. */
export function hintOf(path: SettingPath, options: OptionsView): string {
  const text = detailText();
  if (path === 'storageGiB') return text.growsOnly;
  if (path === 'labels') return text.labelsHint;
  const parameter = options.parameters[parameterOf(path) ?? ''];
  if (!parameter) return '';
  const effect = parameter.restart ? text.byRestart : text.byReload;
  return `${parameter.description} ${parameter.range ? `${parameter.range}. ` : ''}${effect}.`;
}

/** The control for a setting: a choice, or a field. */
export function settingControl(value: string, choices: readonly Choice[] | undefined, invalid: boolean) {
  const state = invalid ? 'true' : 'false';
  if (!choices)
    return html`<input name="value" .value=${value} autocomplete="off" spellcheck="false" aria-invalid=${state} aria-describedby="value-note" />`;
  return html`<select name="value" aria-invalid=${state} aria-describedby="value-note">${choices.map(([choice, label]) => html`<option value=${choice} ?selected=${choice === value}>${label}</option>`)}</select>`;
}
