import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'

/** How many bytes an account may still store. @throws PublicError `storage_quota_exceeded` if none */
export const requireRoom = async (
  { db, config }: Pick<Context, 'db' | 'config'>,
  accountId: string,
): Promise<number> => {
  const row = await db
    .selectFrom('account_bytes')
    .select('byte_length')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return bytesLeftOf(config, row?.byte_length ?? null)
}

/** @param takenBytes null for an account without files @throws PublicError `storage_quota_exceeded` if none are left */
export const bytesLeftOf = (
  { quotaBytes }: Pick<Context['config'], 'quotaBytes'>,
  takenBytes: bigint | null,
): number => {
  const bytesLeft = quotaBytes - Number(takenBytes ?? 0n)
  if (bytesLeft <= 0) throw noRoom(quotaBytes)
  return bytesLeft
}

export const noRoom = (quotaBytes: number): PublicError =>
  new PublicError(
    'storage_quota_exceeded',
    `Your stored media take all of the ${quotaBytes} bytes that they may. Delete some, or request b64_json.`,
    { metadata: { quota_bytes: quotaBytes } },
  )
