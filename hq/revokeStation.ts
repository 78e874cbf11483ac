import type { PoolClient } from 'pg';

type Revoking = { /** null: the one that stands, or none */ readonly reason: string | null; /** since when (ISO); null: now */ readonly at?: string | null };

/**
 * Takes a station's rights in the transaction of `client`. Since when, stands once it is said: what was signed with its key before counts, and a
 * second revocation moves nothing of that.
 */
export const revokeStation = async (client: Pick<PoolClient, 'query'>, station: string, { reason, at = null }: Revoking): Promise<void> => {
  await client.query(
    `update device set state = 'revoked', revoked_at = coalesce(revoked_at, $3::timestamptz, date_trunc('milliseconds', now())), revoked_reason = coalesce($2, case when state = 'revoked' then revoked_reason end, '')
      where station = $1 and kind = 'station'`,
    [station, reason, at],
  );
};
