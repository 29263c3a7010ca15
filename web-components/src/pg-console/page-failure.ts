/** Calls back when anything in the page fails unseen; for a page that is all ours. */
export function onPageFailure(signal: AbortSignal, fail: () => void): void {
  addEventListener('error', fail, { signal });
  addEventListener('unhandledrejection', fail, { signal });
}
