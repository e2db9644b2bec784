import type { ByokKeyRecord } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import { requireAccount } from '../db/read-account.ts'
import type { LedgerContext } from '../context.ts'
import type { ByokKeyRow } from '../db/schema/accounts.ts'

export type SaveSealedKeyInput = Pick<ByokKeyRow, 'provider' | 'name' | 'label' | 'sealed'> & {
  accountId: string
}

/** Stores an encrypted key, replacing the account's previous key for that provider. @throws PublicError not_found */
export const saveSealedKey = async (
  context: LedgerContext,
  { accountId, ...key }: SaveSealedKeyInput,
): Promise<{ key: ByokKeyRecord; replacedId: string | null }> => {
  await requireAccount(context.db, accountId)
  return withTransaction(context.db, async (tx) => {
    const replaced = await tx
      .deleteFrom('own_keys')
      .where('account_id', '=', accountId)
      .where('provider', '=', key.provider)
      .returning('own_key_id')
      .executeTakeFirst()
    const row = await tx
      .insertInto('own_keys')
      .values({
        own_key_id: context.createId('byok'),
        account_id: accountId,
        ...key,
        created_at: context.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    return { key: toRecord(row), replacedId: replaced?.own_key_id ?? null }
  })
}

type NamedKey = { accountId: string; byokKeyId: string }

export const readSealedKey = async (context: LedgerContext, { accountId, byokKeyId }: NamedKey) => {
  const row = await context.db
    .selectFrom('own_keys')
    .select(['provider', 'sealed'])
    .where('own_key_id', '=', byokKeyId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return { key: row ?? null }
}

/** @throws PublicError not_found */
export const listByokKeys = async (context: LedgerContext, { accountId }: { accountId: string }) => {
  await requireAccount(context.db, accountId)
  const rows = await context.db
    .selectFrom('own_keys')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('provider')
    .execute()
  return { keys: rows.map(toRecord) }
}

/** @throws PublicError not_found */
export const deleteByokKey = async (context: LedgerContext, { accountId, byokKeyId }: NamedKey) => {
  const row = await context.db
    .deleteFrom('own_keys')
    .where('own_key_id', '=', byokKeyId)
    .where('account_id', '=', accountId)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined)
    throw new PublicError('not_found', `There is no stored provider key "${byokKeyId}".`, { param: 'id' })
  return { key: toRecord(row) }
}

const toRecord = (row: ByokKeyRow): ByokKeyRecord => ({
  byokKeyId: row.own_key_id,
  provider: row.provider,
  name: row.name,
  label: row.label,
  createdAt: row.created_at.toISOString(),
})
