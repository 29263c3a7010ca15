import type { Database, DatabaseRef } from '../domain/database.ts';
import { type Applied, type AppliedItem, type Desired, type Planned, type Prune, specFrom } from '../domain/desired.ts';
import { DomainError } from '../domain/errors.ts';
import { changesBetween, type Plan, planCreation, planDeletion, planUpdate } from '../domain/plan.ts';
import type { Caller, DatabaseService, ExpectedRevision } from './databases.ts';

/** Others may make or delete it between a look and the change. */
const ATTEMPTS = 5;
const PAGE = 200;

interface Many {
  readonly wanted: readonly Desired[];
  readonly prune: Prune | undefined;
  readonly dryRun: boolean;
}

/** Databases as they are to be: made or changed until they are so. Saying it again changes nothing. */
export class DeclarationService {
  readonly #databases: DatabaseService;

  constructor(databases: DatabaseService) {
    this.#databases = databases;
  }

  /** @throws DomainError as create and update do */
  async apply(caller: Caller, desired: Desired, expected?: ExpectedRevision): Promise<Applied> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#applyOnce(caller, desired, expected);
      } catch (error) {
        const isOvertaken = error instanceof DomainError && ['name_taken', 'not_found'].includes(error.code);
        if (!isOvertaken || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async plan(caller: Caller, { ref, spec }: Desired, expected?: ExpectedRevision): Promise<Planned> {
    const current = this.#databases.find(caller, ref);
    if (!current) {
      const plan = this.#databases.planCreate(caller, { ref, spec: specFrom(spec) });
      return { outcome: 'created', plan };
    }
    const plan = await this.#databases.planUpdate(caller, ref, { apply: (now) => specFrom(spec, now), expected });
    return { outcome: plan.changes.length > 0 ? 'changed' : 'unchanged', plan };
  }

  /** Each by itself: one that is refused does not keep the others from being made. */
  async applyAll(caller: Caller, { wanted, prune, dryRun }: Many): Promise<readonly AppliedItem[]> {
    const items: AppliedItem[] = [];
    for (const desired of wanted) {
      const apply = () => (dryRun ? this.plan(caller, desired) : this.apply(caller, desired));
      items.push(await itemOf(desired.ref, apply));
    }
    for (const database of prune ? this.#surplus(caller, prune, wanted) : []) {
      items.push(await itemOf(database, () => this.#remove(caller, database, dryRun)));
    }
    return items;
  }

  async #applyOnce(caller: Caller, { ref, spec }: Desired, expected: ExpectedRevision): Promise<Applied> {
    const current = this.#databases.find(caller, ref);
    if (!current) {
      if (expected !== undefined)
        throw new DomainError('revision_conflict', `There is no database "${ref.name}" yet, so it has no revision.`);
      const database = await this.#databases.create(caller, { ref, spec: specFrom(spec) });
      return { outcome: 'created', plan: planCreation(database.spec), database };
    }
    const isSettled = current.status.state !== 'deleting' && expected === undefined;
    if (isSettled && changesBetween(current.spec, specFrom(spec, current.spec)).length === 0)
      return { outcome: 'unchanged', plan: planUpdate(current.spec, current.spec), database: current };
    let before = current.spec;
    const apply = (now: Database['spec']) => {
      before = now;
      return specFrom(spec, now);
    };
    const database = await this.#databases.update(caller, ref, { apply, expected });
    const plan = planUpdate(before, database.spec);
    return { outcome: plan.changes.length > 0 ? 'changed' : 'unchanged', plan, database };
  }

  /** What has the labels and is in no line of the list. */
  #surplus(caller: Caller, { project, labels }: Prune, wanted: readonly Desired[]): readonly Database[] {
    const listed = new Set(wanted.filter(({ ref }) => ref.project === project).map(({ ref }) => ref.name));
    const query = {
      states: [],
      labels: Object.entries(labels),
      text: '',
      sort: { field: 'name', descending: false } as const,
      limit: PAGE,
    };
    const found: Database[] = [];
    let after: Parameters<DatabaseService['list']>[1]['after'];
    do {
      const page = this.#databases.list(caller, { ...query, after }, project);
      found.push(...page.items.filter(({ name, status }) => !listed.has(name) && status.state !== 'deleting'));
      after = page.next;
    } while (after);
    return found;
  }

  async #remove(caller: Caller, database: Database, dryRun: boolean): Promise<{ outcome: 'deleted'; plan: Plan } | { outcome: 'kept' }> {
    if (database.spec.deletionProtection) return { outcome: 'kept' };
    if (!dryRun) await this.#databases.remove(caller, database, [database.revision]);
    return { outcome: 'deleted', plan: planDeletion(database.spec) };
  }
}

async function itemOf<Outcome extends object>({ project, name }: DatabaseRef, apply: () => Promise<Outcome>) {
  const ref = { project, name };
  try {
    return { ref, ...(await apply()) };
  } catch (error) {
    if (error instanceof DomainError) return { ref, outcome: 'refused' as const, error };
    throw error;
  }
}
