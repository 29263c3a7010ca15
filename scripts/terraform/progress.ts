import type { TerraformEvent } from './program.ts';

const verbs: Readonly<Record<string, string>> = { create: 'made', update: 'changed', delete: 'removed', read: 'read' };

/** Turns the events of one run into lines for a person: what is planned, what is done and how long it took, what failed. */
export class Progress {
  readonly #write: (line: string) => void;
  /** By address: applying a plan tells it a second time. */
  readonly #plan = new Map<string, string>();
  #done = 0;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** How many changes the plan holds. */
  get planned(): number {
    return [...this.#plan.values()].reduce((sum, action) => sum + (action === 'replace' ? 2 : 1), 0);
  }

  readonly tell = (event: TerraformEvent): void => {
    if (event.type === 'planned_change' && event.change) this.#announce(event.change.action, event.change.resource.addr);
    if (event.type === 'apply_complete' && event.hook) this.#complete(event.hook);
    if (event.type === 'apply_errored' && event.hook) this.#write(`  FAILED ${event.hook.resource.addr}`);
    if (event.diagnostic) this.#complain(event.diagnostic);
  };

  #announce(action: string, address: string) {
    if (this.#plan.has(address)) return;
    this.#plan.set(address, action);
    this.#write(`  will ${action} ${address}`);
  }

  #complete({ action, resource, elapsed_seconds }: NonNullable<TerraformEvent['hook']>) {
    if (action === 'read' || action === undefined) return;
    this.#done += 1;
    this.#write(`  [${this.#done}/${this.planned}] ${verbs[action] ?? action} ${resource.addr} (${elapsed_seconds ?? 0} s)`);
  }

  #complain({ severity, summary, detail, address }: NonNullable<TerraformEvent['diagnostic']>) {
    const where = address ? ` (${address})` : '';
    this.#write(`  ${severity}: ${summary}${where}${detail ? `\n    ${detail.trim().replaceAll('\n', '\n    ')}` : ''}`);
  }
}
