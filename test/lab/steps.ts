import { test } from 'node:test';

/** Tests that build on each other: each prints how long it took, and after a failure the rest is skipped, with the reason. */
export function steps() {
  let failed: string | undefined;
  return (name: string, work: () => void | Promise<void>): void => {
    test(name, async (context) => {
      // each needs what those before have made, so it would only repeat their fault
      if (failed) return context.skip(`an earlier step failed: ${failed}`);
      const began = performance.now();
      failed = name;
      await work();
      failed = undefined;
      console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(8)} s  ${name}`);
    });
  };
}
