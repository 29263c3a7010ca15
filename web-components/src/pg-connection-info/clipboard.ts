/** Copies a text that may have to be fetched first, within the user activation that browsers demand. */
export async function copyText(text: Promise<string>): Promise<void> {
  if (!navigator.clipboard) return copyBySelection(await text);
  const blob = text.then((value) => new Blob([value], { type: 'text/plain' }));
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}

/** Without a secure context there is no clipboard API; the copy event works, and keeps the text out of the document. */
function copyBySelection(value: string): void {
  const fill = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', value);
    event.preventDefault();
  };
  document.addEventListener('copy', fill, { once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', fill);
}
