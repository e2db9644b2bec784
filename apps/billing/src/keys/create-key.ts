import type { ApiKeyRecord } from '@gptget/bus'
import { createApiKey } from '@gptget/keys'
import { PublicError } from '@gptget/protocol'
import { requireAccount } from '../accounts/require-account.ts'
import type { LedgerContext } from '../context.ts'
import type { Database, Transaction } from '../db/schema/index.ts'
import { toKeyRecord } from './key-record.ts'

export type CreateKeyInput = {
  accountId: string
  name?: string
  allowedModels?: string[]
  requestsPerMinute?: number
  tokensPerMinute?: number
  creditLimitNanoUsd?: bigint
  expiresAt?: string
}

/** `apiKey` is the secret: this is the only time anyone sees it. */
export type CreatedKey = { key: ApiKeyRecord; apiKey: string; hash: string }

export const createKey = async (ctx: LedgerContext, input: CreateKeyInput): Promise<CreatedKey> => {
  await requireAccount(ctx.db, input.accountId)
  return insertKey(ctx, ctx.db, input)
}

export const insertKey = async (
  ctx: LedgerContext,
  db: Database | Transaction,
  input: CreateKeyInput,
): Promise<CreatedKey> => {
  const { apiKey, hash, label } = createApiKey(ctx.randomBytes)
  const row = await db
    .insertInto('api_keys')
    .values({
      key_id: ctx.createId('key'),
      account_id: input.accountId,
      name: input.name ?? 'unnamed',
      label,
      hash,
      allowed_models: input.allowedModels ?? null,
      requests_per_minute: input.requestsPerMinute ?? null,
      tokens_per_minute: input.tokensPerMinute ?? null,
      credit_limit: checkLimit(input.creditLimitNanoUsd),
      expires_at: parseExpiry(input.expiresAt),
      revoked_at: null,
      created_at: ctx.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { key: toKeyRecord(row), apiKey, hash }
}

const checkLimit = (creditLimitNanoUsd: bigint | undefined): bigint | null => {
  if (creditLimitNanoUsd !== undefined && creditLimitNanoUsd < 0n)
    throw new PublicError('invalid_request', 'A credit limit cannot be negative.', { param: 'credit_limit' })
  return creditLimitNanoUsd ?? null
}

const parseExpiry = (expiresAt: string | undefined): Date | null => {
  if (expiresAt === undefined) return null
  const date = new Date(expiresAt)
  if (Number.isNaN(date.getTime()))
    throw new PublicError('invalid_request', `"${expiresAt}" is not an ISO 8601 time.`, {
      param: 'expires_at',
    })
  return date
}
