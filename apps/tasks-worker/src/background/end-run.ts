import { responseCancelled, responseStatusChanged } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import type { RunFailure } from '../bodies/ended-row.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { noSuchResponse } from '../responses/not-found.ts'
import { responseObjectOf } from '../items/response-json.ts'

/** Ends a run without an answer. Does nothing if the response has ended. */
export const failRun = (context: Context, responseId: string, failure: RunFailure): Promise<void> =>
  withTransaction(context.db, (tx) => endUnanswered(tx, responseId, 'failed', failure))

const endUnanswered = async (
  tx: Transaction,
  responseId: string,
  status: 'failed' | 'cancelled',
  error: RunFailure | null,
): Promise<void> => {
  await tx.deleteFrom('background_runs').where('response_id', '=', responseId).execute()
  const row = await tx
    .selectFrom('responses')
    .select(['status', 'response'])
    .where('response_id', '=', responseId)
    .where('status', 'in', ['queued', 'in_progress'])
    .forUpdate()
    .executeTakeFirst()
  if (!row) return
  const response = JSON.stringify({ ...responseObjectOf(row), status, error })
  await tx.updateTable('responses').set({ status, response }).where('response_id', '=', responseId).execute()
}

/** Cancels a background response; one that has ended stays unchanged. @throws PublicError if it does not exist. */
export const cancelResponse = async (
  context: Context,
  { accountId, responseId }: { accountId: string; responseId: string },
): Promise<Record<string, never>> => {
  await withTransaction(context.db, async (tx) => {
    const row = await tx
      .selectFrom('responses')
      .select('is_background')
      .where('response_id', '=', responseId)
      .where('account_id', '=', accountId)
      .where('expires_at', '>', context.now())
      .executeTakeFirst()
    if (!row) throw noSuchResponse(responseId)
    if (!row.is_background)
      throw new PublicError('invalid_request', 'Cannot cancel a synchronous response.', {
        param: 'response_id',
      })
    await endUnanswered(tx, responseId, 'cancelled', null)
  })
  context.bus.emit(responseCancelled, { responseId })
  context.bus.emit(responseStatusChanged, { responseId })
  return {}
}

const DEAD: RunFailure = {
  code: 'server_error',
  message: 'The process that ran this response died before the end. Create the response again.',
}

/**
 * Fails the runs of silent processes. They are not repeated: the provider's work may have been charged, and no account
 * is charged twice for one answer.
 */
export const failSilentRuns = async (context: Context): Promise<number> => {
  const silent = await context.db
    .selectFrom('background_runs')
    .select('response_id')
    .where('seen_at', '<', new Date(context.now().getTime() - context.config.runSilenceMs))
    .execute()
  for (const { response_id } of silent) await failRun(context, response_id, DEAD)
  return silent.length
}
