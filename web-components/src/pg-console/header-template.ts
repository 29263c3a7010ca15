import { html, nothing } from 'lit';
import { brand } from '../parts/brand.ts';
import { controlOf, staysHere } from '../parts/controls.ts';
import { linkLabel } from '../parts/link-label.ts';
import type { Platform } from '../platform/platform.ts';
import { consoleText } from './console-text.ts';
import type { Route } from './routes.ts';

export interface Header {
  readonly api: string;
  readonly platform: Platform;
  readonly route: Route;
  /** The route of the list, with its filter. */
  readonly list: Route;
  readonly projects: readonly string[];
  readonly project: string;
  readonly href: (route: Route) => string;
  readonly go: (route: Route) => void;
  readonly chooseProject: (project: string) => void;
  readonly skip: () => void;
}

/** The bar at the top: navigation, project, state of the stream, log-out. */
export function headerTemplate(header: Header) {
  const { api, platform, list, skip } = header;
  const text = consoleText();
  return html`<header part="header"><button class="skip" @click=${skip}>${text.skip}</button>
    ${navLink(header, list, brand(20), 'brand')}
    ${projectSelect(header)}
    <span class="grow"></span>${linkLabel(platform.link)}
    <nav>${navLink(header, { view: 'audit', database: '' }, text.audit)}<a href="${api}/docs" target="_blank" rel="noopener">${text.api}</a></nav>
    ${platform.me && !platform.hasHost ? html`<button class="quiet" title=${platform.me.username} @click=${() => platform.logout()}>${text.logOut}</button>` : nothing}
  </header>`;
}

function navLink({ route: here, href, go }: Header, route: Route, label: unknown, style = '') {
  const current = route.view === here.view && style === '' ? 'page' : nothing;
  const follow = (event: MouseEvent) => {
    if (!staysHere(event)) return;
    event.preventDefault();
    go(route);
  };
  return html`<a class=${style} href=${href(route)} aria-current=${current} @click=${follow}>${label}</a>`;
}

function projectSelect({ projects, project, chooseProject }: Header) {
  const all = [...new Set([...projects, ...(project ? [project] : [])])].toSorted();
  const choose = (event: Event) => chooseProject(controlOf(event)?.value ?? '');
  return html`<select aria-label=${consoleText().project} @change=${choose}><option value="">${consoleText().allProjects}</option>
    ${all.map((name) => html`<option value=${name} ?selected=${name === project}>${name}</option>`)}</select>`;
}
