import type { queueResponse as queueSubject } from '@gptget/contracts'
import { lockAccount, withTransaction } from '@gptget/postgres'
import type { z } from 'zod'
import { PublicError } from '@gptget/errors'
import type { QueuedRow } from '../bodies/queued-row.ts'
import type { Context } from '../context.ts'
import { retentionMsOf } from '../retention/retention.ts'
import { requireRoom } from '../storage/room.ts'
import type { Transaction } from '../db/schema/index.ts'

type Asked = z.output<(typeof queueSubject)['head']>

/**
 * Stores a request, to be run by any free process.
 * @throws PublicError 429 if too many of the account are waiting, 413 if its storage is full
 */
export const queueResponse = (context: Context, asked: Asked, queued: QueuedRow): Promise<void> =>
  withTransaction(context.db, async (tx) => {
    const { generation, storage } = asked
    const now = context.now()
    const retentionMs = await retentionMsOf({ ...context, db: tx }, 'responses', generation.accountId)
    await requireTurn(context, tx, generation.accountId)
    await tx
      .insertInto('responses')
      .values({
        response_id: generation.generationId,
        account_id: generation.accountId,
        status: 'queued',
        is_background: true,
        previous_response_id: storage.previousResponseId,
        conversation_id: storage.conversationId,
        input: queued.input,
        response: queued.response,
        created_at: now,
        expires_at: new Date(now.getTime() + retentionMs),
      })
      .execute()
    await tx
      .insertInto('background_runs')
      .values({
        response_id: generation.generationId,
        account_id: generation.accountId,
        head: JSON.stringify(generation),
        request: queued.request,
        largest_cost: BigInt(asked.largestCostNanoUsd),
        is_key_limited: asked.isKeyLimited,
        runner: null,
        seen_at: null,
        created_at: now,
      })
      .execute()
    await requireRoom(context, tx, generation.accountId)
  })

const TRY_AGAIN_AFTER_MS = 5_000

const requireTurn = async ({ config }: Context, tx: Transaction, accountId: string): Promise<void> => {
  await lockAccount(tx, accountId, 'background responses')
  const { count } = await tx
    .selectFrom('background_runs')
    .innerJoin('responses', 'responses.response_id', 'background_runs.response_id')
    .where('responses.account_id', '=', accountId)
    .where('background_runs.runner', 'is', null)
    .select((of) => of.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) < config.maxWaitingPerAccount) return
  throw new PublicError(
    'rate_limit_exceeded',
    `${config.maxWaitingPerAccount} background responses of this account already wait. Try again when some have run.`,
    { param: 'background', retryAfterMs: TRY_AGAIN_AFTER_MS },
  )
}
