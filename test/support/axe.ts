import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

let looks = 0;
/** How many states of pages axe has judged in this process; for the record. */
export const axeLooks = (): number => looks;

/** Nothing that axe knows may be wrong with the page, in light and in dark: WCAG 2.2 AA and its advice beyond that. */
export async function assertAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(SOURCE);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const findings = (await page.evaluate('axe.run(document).then(({ violations }) => violations)')) as Finding[]; // axe's documented answer
    const told = findings.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map((node) => `  ${JSON.stringify(node.target)} ${node.failureSummary ?? ''}`).join('\n')}`,
    );
    assert.deepEqual(told, [], `axe on ${state}, ${colorScheme}`);
    looks += 1;
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
