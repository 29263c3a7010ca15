import type { Revocations, Sql } from '../domain/ports.ts';

export interface SqlRevocations extends Revocations {
  /** Reads what other replicas have revoked; called when one of them says so. */
  reload(): void;
}

/** Revoked tokens: durable in PostgreSQL, known in memory, told to other replicas by a notification. */
export async function sqlRevocations(sql: Sql, report: (error: unknown) => void): Promise<SqlRevocations> {
  const revoked = new Set<string>();

  async function load(): Promise<void> {
    const rows = await sql.query<{ token_id: string }>('select token_id from revoked_tokens where expires_at > now()');
    for (const { token_id } of rows) revoked.add(token_id);
  }

  await load();
  return {
    isRevoked: (tokenId) => revoked.has(tokenId),
    async revoke(tokenId, expiresAt) {
      await sql.query(
        `with revoked as (insert into revoked_tokens (token_id, expires_at) values ($1, $2) on conflict do nothing)
         select pg_notify('revoked_tokens', $1)`,
        [tokenId, expiresAt],
      );
      revoked.add(tokenId);
      await sql.query('delete from revoked_tokens where expires_at < now()');
    },
    reload: () => void load().catch(report),
  };
}
