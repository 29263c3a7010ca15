import type { DatabaseContext } from './context.ts';
import { TENANT } from './instance-settings.ts';
import { isPasswordOf } from './postgres/scram.ts';
import { tenantPassword } from './site.ts';

interface Access {
  readonly verifier: string | null;
  readonly login: boolean;
  readonly expired: boolean;
  readonly roleLimit: number;
  readonly database: boolean;
  readonly allowed: boolean | null;
  readonly databaseLimit: number | null;
  readonly granted: boolean | null;
  readonly preload: boolean;
}

const ACCESS = `
  SELECT rolpassword AS verifier, rolcanlogin AS login, coalesce(rolvaliduntil < now(), false) AS expired, rolconnlimit AS "roleLimit",
    d.oid IS NOT NULL AS database, datallowconn AS allowed, datconnlimit AS "databaseLimit",
    has_database_privilege(r.oid, d.oid, 'CONNECT') AS granted,
    EXISTS (SELECT FROM pg_db_role_setting, unnest(setconfig) AS setting
            WHERE setdatabase IN (0, d.oid) AND setrole IN (0, r.oid) AND setting ~ '^local_preload_libraries=.') AS preload
  FROM pg_authid r LEFT JOIN pg_database d ON datname = $1 WHERE rolname = $1`;

/** What a tenant has done to their own role and database that keeps the role out, as sentences. While a reset is on its way nothing is said. */
export async function lockOutsOf(context: DatabaseContext): Promise<readonly string[]> {
  const { site, record } = context;
  if (!record.initialised || record.passwordInForce < record.passwordGeneration) return [];
  const [access] = await context.instance(record.primary).query<Access>(ACCESS, [TENANT]);
  if (!access) return [`There is no role "${TENANT}" any more.`];
  const password = tenantPassword(site, record.id, record.passwordInForce);
  return FAULTS.filter(({ is }) => is(access))
    .map(({ says }) => says)
    .concat((await isPasswordOf(access.verifier, password)) ? [] : PASSWORD);
}

const PASSWORD = `The password of "${TENANT}" was changed by SQL, so the one that the credentials tell does not work.`;

const FAULTS: readonly { is(access: Access): boolean; says: string }[] = [
  { is: ({ database }) => !database, says: `There is no database "${TENANT}" any more: it was dropped or renamed.` },
  { is: ({ login }) => !login, says: `The role "${TENANT}" may not log in (NOLOGIN).` },
  { is: ({ expired }) => expired, says: `The password of "${TENANT}" has expired (VALID UNTIL).` },
  { is: ({ roleLimit }) => roleLimit === 0, says: `The role "${TENANT}" may open no connection (CONNECTION LIMIT 0).` },
  { is: ({ allowed }) => allowed === false, says: `The database "${TENANT}" allows no connections (ALLOW_CONNECTIONS false).` },
  { is: ({ databaseLimit }) => databaseLimit === 0, says: `The database "${TENANT}" takes no connections (CONNECTION LIMIT 0).` },
  { is: ({ granted }) => granted === false, says: `The role "${TENANT}" has lost the right to connect to its database (REVOKE CONNECT).` },
  {
    is: ({ preload }) => preload,
    says: `A setting of the role or database "${TENANT}" loads libraries into each session (local_preload_libraries), which ends the session when one is missing.`,
  },
];
