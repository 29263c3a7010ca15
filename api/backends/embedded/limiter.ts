export type Limiter = <Result>(action: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

/** Runs at most `most` actions at once; the others wait in line, and leave it when their signal is aborted. */
export function limiter(most: number): Limiter {
  const waiting = new Set<() => void>();
  let running = 0;
  return async (action, signal) => {
    if (running >= most) await placeIn(waiting, signal);
    else running++;
    try {
      signal?.throwIfAborted();
      return await action();
    } finally {
      const [next] = waiting;
      if (next) next();
      else running--;
    }
  };
}

/** Resolves when a place has been handed over. @throws the signal's reason */
async function placeIn(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const take = () => {
    waiting.delete(take);
    resolve();
  };
  const leave = () => {
    if (waiting.delete(take)) reject(signal?.reason);
  };
  waiting.add(take);
  signal?.addEventListener('abort', leave, { once: true });
  if (signal?.aborted) leave();
  await promise.finally(() => signal?.removeEventListener('abort', leave));
}
