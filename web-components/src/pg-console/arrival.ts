import type { PgElement } from '../parts/pg-element.ts';

/** How a list was left. */
export interface LeftList {
  /** Pixels. */
  readonly scroll: number;
  /** A database was opened from it. */
  readonly opened: boolean;
}

/** Shows the list where it was left, with the focus on the row that was opened. */
export async function showListAsLeft(root: ParentNode, { scroll, opened }: LeftList): Promise<void> {
  const list = root.querySelector('pg-database-list');
  list?.requestUpdate();
  await list?.updateComplete;
  scrollTo({ top: scroll, behavior: 'instant' });
  if (opened) await list?.focusRow();
  else await focusTitle(root);
}

/** A new view begins at its title, for those who listen as for those who see. */
export async function focusTitle(root: ParentNode): Promise<void> {
  const view = root.querySelector<PgElement>('#main > :not([hidden])');
  await view?.updateComplete;
  const title = view?.localName === 'h1' ? view : view?.renderRoot?.querySelector<HTMLElement>('h1');
  (title ?? root.querySelector<HTMLElement>('#main'))?.focus({ preventScroll: true });
}
