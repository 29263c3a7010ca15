import { html, nothing } from 'lit';

/** The note below a control: its fault, or a hint. Refer to it by `aria-describedby="<name>-note"`. */
export const fieldNote = (name: string, hint: string, fault: string | undefined) =>
  html`<span id="${name}-note" class=${fault ? 'fault' : 'hint'}>${fault ?? (hint || nothing)}</span>`;
