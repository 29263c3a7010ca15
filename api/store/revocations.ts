import type { Revocations, Sql } from '../domain/ports.ts';

export interface SqlRevocations extends Revocations {
  /** Reads what other replicas have revoked; called when one of them says so. */
  reload(): void;
}

/** Revoked tokens: durable in PostgreSQL, known in memory, told to other replicas by a notification. */
export async function sqlRevocations(sql: Sql, report: (error: unknown) => void): Promise<SqlRevocations> {
  const endsAtMs = new Map<string, number>();

  async function load(): Promise<void> {
    const rows = await sql.query<{ token_id: string; expires_at: Date }>(
      'select token_id, expires_at from revoked_tokens where expires_at > now()',
    );
    for (const { token_id, expires_at } of rows) endsAtMs.set(token_id, expires_at.getTime());
    for (const [tokenId, endMs] of endsAtMs) if (endMs < Date.now()) endsAtMs.delete(tokenId);
  }

  await load();
  return {
    isRevoked: (tokenId) => endsAtMs.has(tokenId),
    async revoke(tx, tokenId, expiresAt) {
      await tx.query(
        `with revoked as (insert into revoked_tokens (token_id, expires_at) values ($1, $2) on conflict do nothing)
         select pg_notify('revoked_tokens', $1)`,
        [tokenId, expiresAt],
      );
      await tx.query('delete from revoked_tokens where expires_at < now()');
      tx.afterCommit(() => endsAtMs.set(tokenId, Date.parse(expiresAt)));
    },
    reload: () => void load().catch(report),
  };
}
