import type { ApiKeyRecord, KeyRight } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { createApiKey } from '@gptget/keys'
import { withTransaction } from '@gptget/postgres'
import { noSuchAccount } from '../db/read-account.ts'
import { requireManager } from '../audit/require-manager.ts'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { toKeyColumns, type KeyOptions } from './key-columns.ts'
import { toKeyRecord } from './key-record.ts'

type NewKey = KeyOptions & { accountId: string; rights?: KeyRight[] | undefined }
export type CreateKeyInput = NewKey & By

/** The announced change of a key: `hashes` are those under which edges may know it. */
export type ChangedKey = { key: ApiKeyRecord; hashes: string[] }

/** `apiKey` is the secret, which is shown only here. */
export type CreatedKey = ChangedKey & { apiKey: string }

/** The number of an account's keys that are not revoked. */
const MOST_KEYS = 1_000

/** @throws PublicError not_found, invalid_request, permission_denied; conflict if the account has 1,000 keys */
export const createKey = (context: LedgerContext, { actor, ...input }: CreateKeyInput): Promise<CreatedKey> =>
  withTransaction(context.db, async (tx) => {
    const { accountId, rights = [], ...options } = input
    await requireManager(context, tx, accountId, { actor })
    if (actor?.kind === 'key' && rights.length > 0)
      throw new PublicError('permission_denied', 'Only an operator can create management keys.')
    await requireRoom(tx, accountId)
    const created = await insertKey(context, tx, input)
    const details = { ...options, ...(rights.length > 0 ? { rights } : {}) }
    await writeAudit(context, tx, {
      accountId,
      actor,
      action: 'key.created',
      subject: created.key.keyId,
      details,
    })
    return created
  })

/** One creation at a time for each account, so that the count is right. */
const requireRoom = async (tx: Transaction, accountId: string): Promise<void> => {
  const account = await tx
    .selectFrom('accounts')
    .select('account_id')
    .where('account_id', '=', accountId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (account === undefined) throw noSuchAccount(accountId)
  const { count } = await tx
    .selectFrom('api_keys')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(count) >= MOST_KEYS)
    throw new PublicError('conflict', `An account has at most ${MOST_KEYS} keys. Revoke one first.`)
}

export const insertKey = async (
  context: LedgerContext,
  tx: Transaction,
  { accountId, rights = [], ...options }: NewKey,
): Promise<CreatedKey> => {
  const { apiKey, hash, label } = createApiKey(context.randomBytes)
  const row = await tx
    .insertInto('api_keys')
    .values({
      ...UNLIMITED,
      key_id: context.createId('key'),
      account_id: accountId,
      label,
      hash,
      rights,
      created_at: context.now(),
      ...toKeyColumns(options),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { key: toKeyRecord(row), apiKey, hashes: [hash] }
}

const UNLIMITED = {
  name: 'unnamed',
  allowed_models: null,
  requests_per_minute: null,
  tokens_per_minute: null,
  credit_limit: null,
  credit_limit_per_day: null,
  credit_limit_per_month: null,
  expires_at: null,
  revoked_at: null,
}
