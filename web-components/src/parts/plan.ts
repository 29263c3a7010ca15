import { html } from 'lit';
import type { PlanView } from '../platform/wire.ts';
import { sharedText } from './texts.ts';

/** A plan: its steps, and for how long nothing can be written. */
export function planList({ steps, interruptionSeconds }: PlanView) {
  const text = sharedText();
  const pause = interruptionSeconds > 0 ? text.interruption(interruptionSeconds) : text.noInterruption;
  return html`<ul class="plan small">${steps.map((step) => html`<li>${step}</li>`)}<li class="muted">${pause}</li></ul>`;
}
