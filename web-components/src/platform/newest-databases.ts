import type { DatabaseView } from './wire.ts';

/** The last state of each database from the event stream: a response that was requested before it arrived is stale. */
export class NewestDatabases {
  /** Counts messages of the stream. */
  #clock = 0;
  readonly #newest = new Map<string, { readonly at: number; readonly database: DatabaseView | undefined }>();

  /** `undefined`: the database was deleted. */
  put(id: string, database: DatabaseView | undefined): void {
    this.#newest.set(id, { at: ++this.#clock, database });
  }

  clear(): void {
    this.#newest.clear();
  }

  /** Reads databases; those updated by the stream meanwhile are returned as updated, those deleted meanwhile are left out. */
  async read<Answer>(
    request: () => Promise<Answer>,
    databasesOf: (answer: Answer) => readonly DatabaseView[],
  ): Promise<[Answer, DatabaseView[]]> {
    const begun = this.#clock;
    const answer = await request();
    const fresh = databasesOf(answer).flatMap((database) => {
      const newest = this.#newest.get(database.id);
      if (!newest || newest.at <= begun) return [database];
      return newest.database ? [newest.database] : [];
    });
    return [answer, fresh];
  }
}
