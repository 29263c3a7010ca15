import { join } from 'node:path';
import type { ConfigurationOptions, DatabaseContext } from '../context.ts';
import { HBA, REPLICATION_PASSWORD_FILE, REPLICATION_USER } from '../instance-settings.ts';
import { writeDurably } from '../postgres/durable-files.ts';
import { waitFor } from '../postgres/wait.ts';
import { passwordOf } from '../site.ts';

/** Writes a server's settings into its folder. Options as in {@link DatabaseContext.configuration}. Returns their fingerprint. */
export async function writeConfiguration(
  context: DatabaseContext,
  ordinal: number,
  { folder = context.instance(ordinal).server.folder, ...options }: ConfigurationOptions & { readonly folder?: string } = {},
): Promise<string> {
  const { account } = context.site.folder;
  const { text, fingerprint } = context.configuration(ordinal, options);
  const password = passwordOf(context.site, context.record.id, 'replication');
  await writeDurably(join(folder, REPLICATION_PASSWORD_FILE), `*:*:*:${REPLICATION_USER}:${password}\n`, { account });
  await writeDurably(join(folder, 'postgresql.conf'), text, { account });
  await writeDurably(join(folder, 'pg_hba.conf'), HBA, { account });
  return fingerprint;
}

/** Writes the settings and has the running server load them. Those that need a restart are then pending. */
export async function reconfigure(
  context: DatabaseContext,
  ordinal: number,
  { signal, syncMembers = context.record.sync.members }: { readonly signal: AbortSignal; readonly syncMembers?: readonly number[] },
): Promise<void> {
  const fingerprint = await writeConfiguration(context, ordinal, { syncMembers });
  const session = await context.instance(ordinal).connect(signal);
  try {
    await session.query('SELECT pg_reload_conf()');
    const isLoaded = async () => {
      const { rows } = await session.query<{ loaded: string | null }>(`SELECT current_setting('paas.fingerprint', true) AS loaded`);
      return rows[0]?.loaded === fingerprint;
    };
    await waitFor(isLoaded, { timeoutMs: 5000, what: `${context.name(ordinal)} to load its settings`, signal });
  } finally {
    await session.end();
  }
}
