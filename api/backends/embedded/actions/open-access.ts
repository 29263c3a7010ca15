import pg from 'pg';
import type { DatabaseContext } from '../context.ts';
import { TENANT } from '../instance-settings.ts';
import { tenantPassword } from '../site.ts';
import { ensureTenant } from './provision.ts';

/** Gives the tenant's role a new password and takes back whatever keeps it out. Repeating it changes nothing. */
export async function openAccess(context: DatabaseContext, signal: AbortSignal): Promise<void> {
  const { site, record } = context;
  const { id, passwordGeneration } = record;
  const session = await context.instance(record.primary).connect(signal);
  try {
    await ensureTenant(session, tenantPassword(site, id, passwordGeneration));
    const role = pg.escapeIdentifier(TENANT);
    for (const undo of [
      `ALTER ROLE ${role} CONNECTION LIMIT -1 VALID UNTIL 'infinity'`,
      `ALTER DATABASE ${role} WITH ALLOW_CONNECTIONS true CONNECTION LIMIT -1`,
      `GRANT CONNECT, TEMPORARY ON DATABASE ${role} TO ${role}`,
      `ALTER ROLE ${role} RESET local_preload_libraries`,
      `ALTER ROLE ${role} IN DATABASE ${role} RESET local_preload_libraries`,
      `ALTER DATABASE ${role} RESET local_preload_libraries`,
    ])
      await session.query(undo);
  } finally {
    await session.end();
  }
  context.prepared = false;
  await context.decide(signal, ({ passwordSet }) => passwordSet(passwordGeneration));
}
