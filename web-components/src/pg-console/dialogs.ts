import { focusedElement } from './shortcuts.ts';

/** Opens a dialog over the page, or closes it. */
export function openWhile(dialog: HTMLDialogElement | null, wanted: boolean): void {
  if (wanted && dialog?.open === false) dialog.showModal();
  if (!wanted && dialog?.open) dialog.close();
}

/** The login dialog of a session that has ended; once there is one again the focus goes back to where it was. */
export class FocusKeeper {
  #kept: HTMLElement | undefined;

  openWhile(dialog: HTMLDialogElement | null, isEnded: boolean): void {
    if (isEnded) this.#kept ??= focusedElement();
    openWhile(dialog, isEnded);
    if (isEnded) return;
    this.#kept?.focus();
    this.#kept = undefined;
  }
}
