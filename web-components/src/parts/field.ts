import { html, nothing } from 'lit';

/** What stands under a control: its fault, or what it means. Tie it by `aria-describedby="<name>-note"`. */
export const fieldNote = (name: string, hint: string, fault: string | undefined) =>
  html`<span id="${name}-note" class=${fault ? 'fault' : 'hint'}>${fault ?? (hint || nothing)}</span>`;
