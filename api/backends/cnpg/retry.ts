/** Milliseconds until the next try: doubling, with jitter, so that a fleet does not come back in step. */
export function backOff(
  attempt: number,
  { firstMs, longestMs }: { readonly firstMs: number; readonly longestMs: number },
  random = Math.random,
): number {
  const full = Math.min(longestMs, firstMs * 2 ** attempt);
  return full * (0.5 + random() / 2);
}

/** So many retries at once, one more each second: when everything fails, retries must not be the storm. */
export function retryBudget(size: number, now: () => number = Date.now) {
  let [left, at] = [size, now()];
  return {
    take(): boolean {
      left = Math.min(size, left + (now() - at) / 1000);
      at = now();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
