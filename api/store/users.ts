import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import type { Sql, User, UserDirectory } from '../domain/ports.ts';

/** OWASP's argon2id setting for 19 MiB. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each keeps a core busy: half of them stay free for everybody else. Who waits is bounded by whoever asks. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));

interface UserRow extends User {
  readonly password_hash: string;
}

export interface Users extends UserDirectory {
  /** Makes the user, or gives an existing one this password, role and these projects. */
  save(user: User, password: string): Promise<void>;
  any(): Promise<boolean>;
}

/** Users in PostgreSQL, passwords as argon2id hashes. */
export async function sqlUsers(sql: Sql): Promise<Users> {
  const limited = pLimit(AT_ONCE);
  const nobodysHash = await hash('nobody has this password', ARGON2);
  const read = async (username: string) =>
    (await sql.query<UserRow>('select username, password_hash, role, projects from users where username = $1', [username]))[0];

  return {
    async authenticate(username, password) {
      const row = await read(username);
      const matches = await limited(() => verify(row?.password_hash ?? nobodysHash, password));
      return row && matches ? userOf(row) : undefined;
    },
    async find(username) {
      const row = await read(username);
      return row && userOf(row);
    },
    async save({ username, role, projects }, password) {
      const passwordHash = await limited(() => hash(password, ARGON2));
      await sql.query(
        `insert into users (username, password_hash, role, projects) values ($1, $2, $3, $4)
         on conflict (username) do update set password_hash = excluded.password_hash, role = excluded.role, projects = excluded.projects`,
        [username, passwordHash, role, [...projects]],
      );
    },
    async any() {
      return (await sql.query('select 1 from users limit 1')).length > 0;
    },
  };
}

const userOf = ({ username, role, projects }: UserRow): User => ({ username, role, projects });
