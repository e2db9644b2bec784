import { turnLatency, type TurnLatency } from '@gptget/contracts'
import type { Context } from '../context.ts'
import type { SessionFacts } from '../live/session-facts.ts'
import { inBackground, RETENTION_MS } from './session-rows.ts'

/** Stores the latency of a response, if known. The session does not wait for it. */
export const noteTurn = (
  context: Context,
  { id, accountId }: SessionFacts,
  responseId: string,
  latency: TurnLatency,
): void => {
  if (Object.keys(latency).length === 0) return
  const row = {
    response_id: responseId,
    account_id: accountId,
    latency: JSON.stringify(latency),
    created_at: new Date(context.now()),
  }
  const writing = context.db
    .insertInto('turns')
    .values(row)
    .onConflict((conflict) => conflict.column('response_id').doNothing())
    .execute()
  inBackground(context, id, writing)
}

export const findTurn = async (
  { db }: Context,
  accountId: string,
  responseId: string,
): Promise<TurnLatency | null> => {
  const row = await db
    .selectFrom('turns')
    .select('latency')
    .where('response_id', '=', responseId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row === undefined ? null : turnLatency.parse(JSON.parse(row.latency))
}

/** Deletes old rows. */
export const forgetOldTurns = async ({ db, now }: Context): Promise<void> => {
  await db
    .deleteFrom('turns')
    .where('created_at', '<', new Date(now() - RETENTION_MS))
    .execute()
}
