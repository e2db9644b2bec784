import type { ApiKeyRecord } from '@gptget/contracts'
import { createApiKey } from '@gptget/keys'
import { requireAccount } from '../accounts/require-account.ts'
import type { LedgerContext } from '../context.ts'
import type { Database, Transaction } from '../db/schema/index.ts'
import { toKeyColumns, type KeyOptions } from './key-columns.ts'
import { toKeyRecord } from './key-record.ts'

export type CreateKeyInput = KeyOptions & { accountId: string }

/** `apiKey` is the secret: this is the only time anyone sees it. */
export type CreatedKey = { key: ApiKeyRecord; apiKey: string; hash: string }

export const createKey = async (context: LedgerContext, input: CreateKeyInput): Promise<CreatedKey> => {
  await requireAccount(context.db, input.accountId)
  return insertKey(context, context.db, input)
}

export const insertKey = async (
  context: LedgerContext,
  db: Database | Transaction,
  { accountId, ...options }: CreateKeyInput,
): Promise<CreatedKey> => {
  const { apiKey, hash, label } = createApiKey(context.randomBytes)
  const row = await db
    .insertInto('api_keys')
    .values({
      ...UNLIMITED,
      key_id: context.createId('key'),
      account_id: accountId,
      label,
      hash,
      created_at: context.now(),
      ...toKeyColumns(options),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { key: toKeyRecord(row), apiKey, hash }
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
