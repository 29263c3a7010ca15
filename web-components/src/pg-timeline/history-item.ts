import { html, nothing } from 'lit';
import { SEVERITIES, type Severity } from '../parts/state-severity.ts';
import { sharedText } from '../parts/texts.ts';
import type { DatabaseRef } from '../platform/events.ts';
import type { AuditEntryView, ServiceEventView } from '../platform/wire.ts';
import { history } from '../text/en/history.ts';
import { clockTime, fullTime } from '../text/format.ts';
import { textOf } from '../text/locale.ts';
import type { HistoryItem } from './history-source.ts';

export const historyText = textOf('history', history);

/** Draws a link to a database; undefined where the list is about one database anyway. */
export type LinkTo = ((ref: DatabaseRef) => unknown) | undefined;

/** One line of a history: what, why, when. */
export function historyItemTemplate(item: HistoryItem, link: LinkTo) {
  const { at } = item;
  const time = html`<time datetime=${at} title=${fullTime(at)}>${clockTime(at)}</time>`;
  return item.kind === 'event' ? eventTemplate(item.event, time, link) : entryTemplate(item.entry, time, link);
}

function eventTemplate(event: ServiceEventView, time: unknown, link: LinkTo) {
  const title = historyText().titles[event.type] ?? stateWord(event);
  const where = link ? html` · ${link({ project: event.project, name: event.database })}` : nothing;
  return html`<li class=${severityOf(event)} part="event"><div><b>${title}</b>${where}<div class="muted small">${event.message}</div></div>
    <div class="when">${time}</div></li>`;
}

/** An event without a title of its own is named after its state. */
const stateWord = ({ to, type }: ServiceEventView) => (to ? html`<span class="word">${sharedText().states[to]}</span>` : type);

/** A lost primary and a failed operation are bad news and a done failover is good, whatever the state in between. */
export function severityOf({ type, to }: ServiceEventView): Severity {
  if (type === 'database.failover.started' || type.endsWith('.failed')) return 'bad';
  if (type === 'database.failover.completed') return 'good';
  return to ? SEVERITIES[to] : 'neutral';
}

function entryTemplate(entry: AuditEntryView, time: unknown, link: LinkTo) {
  const text = historyText();
  const done = (entry.outcome === 'success' ? text.actions : text.attempts)[entry.action] ?? entry.action;
  const changes = entry.action === 'database.update' ? entry.changes : [];
  const outcome = text.outcomes[entry.outcome];
  return html`<li class=${outcome ? 'warn' : 'neutral'} part="audit-entry"><div><b>${entry.actor}</b> ${done} ${targetOf(entry, link)}${changes.map(changeTemplate)}
    ${outcome ? html`<div class="small"><span class="outcome">${outcome}</span><span class="muted">${entry.reason ? `: ${entry.reason}` : ''}</span></div>` : nothing}</div>
    <div class="when">${time}, ${text.from(entry.source)}</div></li>`;
}

function targetOf({ project, database }: AuditEntryView, link: LinkTo) {
  if (database === null) return nothing;
  return link && project !== null ? link({ project, name: database }) : database;
}

const changeTemplate = ({ path, from, to }: AuditEntryView['changes'][number]) =>
  html`<div class="small change"><code>${path}</code> <span class="num">${plain(from)} → ${plain(to)}</span></div>`;

const plain = (value: unknown) =>
  value === undefined || value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value);
