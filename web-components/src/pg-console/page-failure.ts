/** Reports uncaught errors of the page; for a page that holds nothing but the console. */
export function onPageFailure(signal: AbortSignal, fail: () => void): void {
  addEventListener('error', fail, { signal });
  addEventListener('unhandledrejection', fail, { signal });
}
