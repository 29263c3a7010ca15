import type { PgElement } from '../parts/pg-element.ts';

/** The state of the list when another view was opened. */
export interface ListPosition {
  /** Pixels. */
  readonly scroll: number;
  /** A database was opened from it. */
  readonly opened: boolean;
}

/** Restores the scroll position of the list, and the focus on the row that was opened. */
export async function restoreList(root: ParentNode, { scroll, opened }: ListPosition): Promise<void> {
  const list = root.querySelector('pg-database-list');
  list?.requestUpdate();
  await list?.updateComplete;
  scrollTo({ top: scroll, behavior: 'instant' });
  if (opened) await list?.focusRow();
  else await focusHeading(root);
}

/** Moves the focus to the heading of a new view, so that screen readers begin there. */
export async function focusHeading(root: ParentNode): Promise<void> {
  const view = root.querySelector<PgElement>('#main > :not([hidden])');
  await view?.updateComplete;
  const title = view?.localName === 'h1' ? view : view?.renderRoot?.querySelector<HTMLElement>('h1');
  (title ?? root.querySelector<HTMLElement>('#main'))?.focus({ preventScroll: true });
}
