export type Limiter = <Result>(action: () => Promise<Result>) => Promise<Result>;

/** Runs at most `most` actions at once; the others wait in line. */
export function limiter(most: number): Limiter {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (action) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await action();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
