import { html, nothing } from 'lit';
import type { DatabaseRef, PgEvents } from '../platform/events.ts';
import { consoleText } from './console-text.ts';
import type { Route } from './routes.ts';

export interface RoutedView {
  readonly api: string;
  readonly route: Route;
  readonly project: string;
  readonly growTo: number | undefined;
  readonly listHref: string;
  readonly linkTo: (ref: DatabaseRef) => string;
  readonly open: (event: CustomEvent<PgEvents['pg-open']>) => void;
  readonly back: () => void;
}

/** What a route shows other than the list. */
export function routedView({ api, route, project, growTo, listHref, linkTo, open, back }: RoutedView) {
  const leave = (event: Event) => {
    event.preventDefault();
    back();
  };
  if (route.view === 'database')
    return html`<pg-database .api=${api} .project=${route.project} .name=${route.name} .growTo=${growTo} .listHref=${listHref} @pg-close=${leave}></pg-database>`;
  if (route.view === 'audit')
    return html`<pg-audit-log .api=${api} .project=${project} .database=${route.database} .linkTo=${linkTo} @pg-open=${open}></pg-audit-log>`;
  if (route.view === 'list') return nothing;
  const text = consoleText();
  return html`<h1 tabindex="-1">${text.notFound}</h1><p class="muted">${text.notFoundHint} <button class="link" @click=${back}>${text.toList}</button></p>`;
}
