import type { queueResponse as queueSubject, QueuedResponse } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import type { z } from 'zod'
import type { Context } from '../context.ts'

type Asked = z.output<(typeof queueSubject)['head']>

/** Writes a request down, to be run by whichever process is free. */
export const queueResponse = (context: Context, asked: Asked, queued: QueuedResponse): Promise<void> =>
  withTransaction(context.db, async (tx) => {
    const { generation, storage } = asked
    const now = context.now()
    await tx
      .insertInto('responses')
      .values({
        response_id: generation.generationId,
        account_id: generation.accountId,
        status: 'queued',
        is_background: true,
        previous_response_id: storage.previousResponseId,
        conversation_id: storage.conversationId,
        input: JSON.stringify(queued.input),
        response: JSON.stringify(queued.response),
        created_at: now,
        expires_at: new Date(now.getTime() + context.config.retentionMs),
      })
      .execute()
    await tx
      .insertInto('background_runs')
      .values({
        response_id: generation.generationId,
        head: JSON.stringify(generation),
        request: queued.request,
        largest_cost: BigInt(asked.largestCostNanoUsd),
        is_key_limited: asked.isKeyLimited,
        runner: null,
        seen_at: null,
        created_at: now,
      })
      .execute()
  })
