/** The control an event comes from. */
export const controlOf = ({ target }: Event): HTMLInputElement | HTMLSelectElement | undefined =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target : undefined;

/** Whether a click on a link means this page, not another tab or window. */
export const staysHere = (event: Event): boolean => !(event instanceof MouseEvent && (event.metaKey || event.ctrlKey || event.shiftKey));
