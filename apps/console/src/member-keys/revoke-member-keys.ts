import { revokeKey } from '@gptget/contracts'
import type { Context } from '../context.ts'

/** Revokes the console's keys for a former member. */
export const revokeMemberKeys = async (
  { bus, db }: Context,
  organizationId: string,
  userId: string,
): Promise<void> => {
  const rows = await db
    .deleteFrom('member_keys')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .returning('key_id')
    .execute()
  const { accountId } = await db
    .selectFrom('organization')
    .select('accountId')
    .where('id', '=', organizationId)
    .executeTakeFirstOrThrow()
  const actor = { kind: 'service' as const, id: 'console' }
  for (const { key_id: keyId } of rows) await bus.call(revokeKey, { accountId, keyId, actor })
}
