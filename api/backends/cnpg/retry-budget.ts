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
