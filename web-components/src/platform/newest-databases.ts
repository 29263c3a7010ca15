import type { DatabaseView } from './wire.ts';

/** What the stream has brought last of each database: an answer that was under way meanwhile is known to be older. */
export class NewestDatabases {
  /** Counts messages of the stream. */
  #clock = 0;
  readonly #newest = new Map<string, { readonly at: number; readonly database: DatabaseView | undefined }>();

  /** `undefined` says that the database is gone. */
  put(id: string, database: DatabaseView | undefined): void {
    this.#newest.set(id, { at: ++this.#clock, database });
  }

  clear(): void {
    this.#newest.clear();
  }

  /** Reads databases; those that the stream has brought meanwhile are given as it brought them, those that are gone are left out. */
  async read<Answer>(
    ask: () => Promise<Answer>,
    databasesOf: (answer: Answer) => readonly DatabaseView[],
  ): Promise<[Answer, DatabaseView[]]> {
    const begun = this.#clock;
    const answer = await ask();
    const fresh = databasesOf(answer).flatMap((database) => {
      const newest = this.#newest.get(database.id);
      if (!newest || newest.at <= begun) return [database];
      return newest.database ? [newest.database] : [];
    });
    return [answer, fresh];
  }
}
