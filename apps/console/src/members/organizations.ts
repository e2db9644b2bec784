import { withTransaction } from '@gptget/postgres'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'

/** Finds the oldest administrator of the platform; null if there is none yet. */
export const findAdministrator = async ({ db }: Context): Promise<string | null> => {
  const row = await db
    .selectFrom('user')
    .select('id')
    .where('role', '=', 'admin')
    .orderBy('createdAt')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

type NewOrganization = { accountId: string; name: string; ownerId: string }

/** Creates the organization of a billing account, once, with its owner. */
export const openOrganization = (context: Context, organization: NewOrganization): Promise<void> =>
  withTransaction(context.db, (tx) => insertOrganization(context, tx, organization))

export const insertOrganization = async (
  { makeId, now }: Pick<Context, 'makeId' | 'now'>,
  tx: Transaction,
  { accountId, name, ownerId }: NewOrganization,
): Promise<void> => {
  const createdAt = now()
  const { id } = await tx
    .insertInto('organization')
    .values({ id: makeId(), name, slug: makeId().toLowerCase(), createdAt, accountId })
    .onConflict((conflict) => conflict.column('accountId').doUpdateSet({ accountId }))
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('member')
    .values({ id: makeId(), organizationId: id, userId: ownerId, role: 'owner', createdAt })
    .onConflict((conflict) => conflict.columns(['organizationId', 'userId']).doNothing())
    .execute()
}
