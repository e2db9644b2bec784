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
  const bytesLeft = config.quotaBytes - Number(row?.byte_length ?? 0n)
  if (bytesLeft <= 0) throw noRoom(config.quotaBytes)
  return bytesLeft
}

export const noRoom = (quotaBytes: number): PublicError =>
  new PublicError(
    'storage_quota_exceeded',
    `Your stored media take all of the ${quotaBytes} bytes that they may. Delete some, or request b64_json.`,
    { metadata: { quota_bytes: quotaBytes } },
  )
