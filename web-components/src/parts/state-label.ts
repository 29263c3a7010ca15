import { html } from 'lit';
import { sharedText } from './texts.ts';
import { type State, TONES } from './tones.ts';

/** A state as a coloured dot and, beside it, its word: colour never speaks alone. */
export const stateLabel = (state: State) => html`<span part="state" class="state ${TONES[state]}">${sharedText().states[state]}</span>`;
