import { focusedElement } from './shortcuts.ts';

/** Opens a modal dialog, or closes it. */
export function setOpen(dialog: HTMLDialogElement | null, wanted: boolean): void {
  if (wanted && dialog?.open === false) dialog.showModal();
  if (!wanted && dialog?.open) dialog.close();
}

/** The login dialog of an expired session; when it closes, the focus returns to where it was. */
export class FocusRestorer {
  #previous: HTMLElement | undefined;

  setOpen(dialog: HTMLDialogElement | null, isEnded: boolean): void {
    if (isEnded) this.#previous ??= focusedElement();
    setOpen(dialog, isEnded);
    if (isEnded) return;
    this.#previous?.focus();
    this.#previous = undefined;
  }
}
