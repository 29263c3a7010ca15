import pg from 'pg';
import type { DatabaseContext } from '../context.ts';
import { REPLICATION_USER, TENANT } from '../instance-settings.ts';
import type { Session } from '../postgres/session.ts';
import { passwordOf, tenantPassword } from '../site.ts';

/** Gives a new primary the tenant's role and database and the replicas' role. Repeating it changes nothing. */
export async function provision(context: DatabaseContext, signal: AbortSignal): Promise<void> {
  const { site, record } = context;
  const session = await context.instance(record.primary).connect(signal);
  try {
    await ensureRole(session, { name: REPLICATION_USER, password: passwordOf(site, record.id, 'replication'), attributes: 'REPLICATION' });
    await ensureTenant(session, tenantPassword(site, record.id, record.passwordInForce));
    await session.query('REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC');
  } finally {
    await session.end();
  }
  await context.decide(signal, ({ initialised }) => initialised());
}

/** The tenant's role, with this password, and their database. */
export async function ensureTenant(session: Session, password: string): Promise<void> {
  await ensureRole(session, { name: TENANT, password, attributes: 'NOREPLICATION' });
  await ensureDatabase(session);
}

async function ensureRole(session: Session, role: { name: string; password: string; attributes: string }): Promise<void> {
  const { rowCount } = await session.query('SELECT FROM pg_roles WHERE rolname = $1', [role.name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  const password = pg.escapeLiteral(role.password);
  await session.query(
    `${verb} ROLE ${pg.escapeIdentifier(role.name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE ${role.attributes} PASSWORD ${password}`,
  );
}

async function ensureDatabase(session: Session): Promise<void> {
  const { rowCount } = await session.query('SELECT FROM pg_database WHERE datname = $1', [TENANT]);
  if (rowCount === 0) await session.query(`CREATE DATABASE ${TENANT} OWNER ${TENANT}`);
  await session.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${TENANT} FROM PUBLIC`);
}
