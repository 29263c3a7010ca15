import { html } from 'lit';
import type { DatabaseView } from '../platform/wire.ts';
import { SEVERITIES } from './state-severity.ts';
import { sharedText } from './texts.ts';

type Instance = DatabaseView['status']['instances'][number];

/** How an instance is drawn: filled for the primary, hollow for a replica, dashed for one that is not running. */
export const nodeClass = ({ role, state }: Instance) => (state === 'running' ? role : 'missing');

/** All instances of a database as squares, in their order; those that are missing are dashed. */
export function topology({ status, instances }: DatabaseView) {
  const text = sharedText();
  const missing = Math.max(0, instances - status.instances.length);
  const nodes = [...status.instances.map(nodeClass), ...Array.from({ length: missing }, () => 'missing')];
  const label = text.ready(status.readyInstances, instances);
  return html`<span class="nodes ${SEVERITIES[status.state]}" role="img" aria-label=${label} title=${label}>${nodes.map((node) => html`<i class=${node}></i>`)}</span>`;
}
