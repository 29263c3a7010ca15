import { html } from 'lit';
import { fieldNote } from '../parts/field.ts';
import type { OptionsView } from '../platform/wire.ts';
import { create } from '../text/en/create.ts';
import { gibibytes } from '../text/format.ts';
import { textOf } from '../text/locale.ts';
import { type CreateForm, curlOf, requestOf } from './create-request.ts';

export const createText = textOf('create', create);
const COUNTS = ['1', '2', '3', '4', '5'];

export interface Fields {
  readonly form: CreateForm;
  readonly options: OptionsView;
  readonly faults: Readonly<Record<string, string>>;
  readonly api: string;
}

/** All fields, with their faults beneath; and the equal call. */
export function fieldsTemplate(fields: Fields) {
  const { form, options, faults, api } = fields;
  const text = createText();
  return html`<p class="fault" role="alert" ?hidden=${!faults['']}>${faults['']}</p>
      ${input(fields, 'name', [text.name, text.nameHint])}
      <fieldset><legend>${text.size}</legend><div class="choices">${Object.entries(options.flavours).map(([name, size]) => flavour(fields, name, size))}</div></fieldset>
      <div class="pair">
        <label>${text.instances}<select name="instances" aria-describedby="instances-note">${COUNTS.map((count) => html`<option value=${count} ?selected=${count === form.instances}>${text.survives(Number(count))}</option>`)}</select>
          ${fieldNote('instances', '', faults.instances)}</label>
        ${input(fields, 'storageGiB', [text.storage, text.storageHint])}
      </div>
      ${toggle(fields, 'synchronous', [text.synchronous, form.instances === '1' ? text.synchronousNeeds : text.synchronousHint])}
      <details ?open=${['version', 'project', 'description', 'labels'].some((field) => faults[field])}><summary>${text.more}</summary><div class="stack">
        <label>${text.version}<select name="version" aria-describedby="version-note">${options.versions.toSorted((a, b) => b - a).map((version) => html`<option ?selected=${String(version) === form.version}>${version}</option>`)}</select>
          ${fieldNote('version', text.versionHint, faults.version)}</label>
        ${input(fields, 'project', [text.project, text.projectHint])}
        ${input(fields, 'description', [text.description, ''])}
        ${input(fields, 'labels', [text.labels, text.labelsHint])}
        ${toggle(fields, 'deletionProtection', [text.protection, text.protectionHint])}
      </div></details>
      <details><summary>${text.asCurl}</summary><pre tabindex="0" aria-label=${text.asCurl}>${curlOf(api || location.origin, requestOf(form, options))}</pre></details>`;
}

function input(
  { form, faults }: Fields,
  name: 'name' | 'project' | 'description' | 'labels' | 'storageGiB',
  [label, hint]: readonly [string, string],
) {
  const fault = faults[name];
  return html`<label>${label}<input name=${name} .value=${form[name]} autocomplete="off" autocapitalize="none" spellcheck="false" inputmode=${name === 'storageGiB' ? 'numeric' : 'text'}
        aria-invalid=${fault ? 'true' : 'false'} aria-describedby="${name}-note" />${fieldNote(name, hint, fault)}</label>`;
}

function flavour({ form }: Fields, name: string, { cpu, memoryMiB }: OptionsView['flavours'][string]) {
  return html`<label class="choice"><input type="radio" name="flavour" value=${name} .checked=${form.flavour === name} /><b>${name}</b>
      <span class="hint">${createText().memory(cpu, gibibytes(memoryMiB * 2 ** 20))}</span></label>`;
}

function toggle({ form, faults }: Fields, name: 'synchronous' | 'deletionProtection', [label, hint]: readonly [string, string]) {
  const off = name === 'synchronous' && form.instances === '1';
  return html`<label class="switch"><input type="checkbox" role="switch" name=${name} .checked=${form[name] === true && !off} ?disabled=${off} aria-describedby="${name}-note" />
      <span>${label}</span>${fieldNote(name, hint, faults[name])}</label>`;
}
