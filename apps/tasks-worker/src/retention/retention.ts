import type { Retention, RetentionChange } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { Context } from '../context.ts'

const DAY_MS = 86_400_000

/** For how long responses of an account are kept: what it set, and never longer than the operator did. */
export const retentionMsOf = async (
  { db, config }: Pick<Context, 'db' | 'config'>,
  accountId: string,
): Promise<number> => {
  const days = await readDays({ db }, accountId)
  return days === null ? config.retentionMs : Math.min(days * DAY_MS, config.retentionMs)
}

/**
 * Sets for how many days responses of an account are kept (null: as the operator does), if it is given, and answers it.
 * What is kept already goes as soon, but is not kept longer. @throws PublicError invalid_request
 */
export const retention = async (
  context: Pick<Context, 'db' | 'config'>,
  { accountId, days }: RetentionChange,
): Promise<Retention> => {
  const mostDays = context.config.retentionMs / DAY_MS
  if (days !== undefined) {
    requirePossible(days, mostDays)
    await setDays(context, accountId, days)
  }
  return { days: await readDays(context, accountId), mostDays }
}

const requirePossible = (days: number | null, mostDays: number): void => {
  if (days === null || (days >= 1 && days <= mostDays)) return
  throw new PublicError('invalid_request', `days: expected 1 to ${mostDays}, which the operator set.`, {
    param: 'days',
  })
}

const readDays = async ({ db }: Pick<Context, 'db'>, accountId: string): Promise<number | null> => {
  const row = await db
    .selectFrom('retention')
    .select('days')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.days ?? null
}

const setDays = ({ db }: Pick<Context, 'db'>, accountId: string, days: number | null): Promise<void> =>
  withTransaction(db, async (tx) => {
    await tx.deleteFrom('retention').where('account_id', '=', accountId).execute()
    if (days === null) return
    await tx.insertInto('retention').values({ account_id: accountId, days }).execute()
    const latest = sql<Date>`created_at + ${days} * interval '1 day'`
    await tx
      .updateTable('responses')
      .set({ expires_at: latest })
      .where('account_id', '=', accountId)
      .where('expires_at', '>', latest)
      .execute()
  })
