/** Whether a key press is a shortcut of this console: not typed into a control, not in another console, not yet handled. */
export function isShortcut(event: KeyboardEvent, here: Element): boolean {
  const path = event.composedPath();
  const other = path.some((at) => at instanceof Element && at !== here && at.localName === here.localName);
  const [at] = path;
  const typing = at instanceof HTMLElement && (at.isContentEditable || at.matches('input, select, textarea, [role=textbox]'));
  const modal = document.querySelector(':modal') !== null;
  return !(event.defaultPrevented || other || typing || modal || event.metaKey || event.ctrlKey || event.altKey);
}

/** What has the focus, through all shadow roots. */
export function focusedElement(): HTMLElement | undefined {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at instanceof HTMLElement ? at : undefined;
}
