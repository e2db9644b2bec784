import type { ResolvedKey } from '@gptget/contracts'
import type { LedgerContext } from '../context.ts'
import type { Database } from '../db/schema/index.ts'
import { readAccount } from '../db/read-account.ts'
import { listByokKeys } from '../byok/byok.ts'
import { toKeyRecord } from './key-record.ts'

export const resolveKey = async (
  context: LedgerContext,
  { hash }: { hash: string },
): Promise<{ key: ResolvedKey | null }> => {
  const row = (await findKey(context.db, hash)) ?? (await findByEarlierSecret(context.db, hash))
  if (row === undefined) return { key: null }
  const [account, { keys }] = await Promise.all([
    readAccount(context.db, row.account_id),
    listByokKeys(context, { accountId: row.account_id }),
  ])
  const byokKeys = keys.map(({ byokKeyId, provider }) => ({ byokKeyId, provider }))
  return {
    key: { ...toKeyRecord(row), account: account.limits, accountState: account.state, byokKeys },
  }
}

const findKey = (db: Database, hash: string) =>
  db.selectFrom('api_keys').selectAll().where('hash', '=', hash).executeTakeFirst()

/** A rotated secret is valid until its overlap ends, or its key's validity. */
const findByEarlierSecret = async (db: Database, hash: string) => {
  const row = await db
    .selectFrom('earlier_secrets')
    .innerJoin('api_keys', 'api_keys.key_id', 'earlier_secrets.key_id')
    .selectAll('api_keys')
    .select('ends_at')
    .where('earlier_secrets.hash', '=', hash)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { ends_at: endsAt, expires_at: expiresAt } = row
  return { ...row, expires_at: expiresAt !== null && expiresAt < endsAt ? expiresAt : endsAt }
}
