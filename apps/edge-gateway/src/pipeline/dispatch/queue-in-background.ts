import { exchange } from '@gptget/bus'
import type { Claims } from '@gptget/bus'
import { queueResponse } from '@gptget/contracts'
import { isCreditLimited } from '@gptget/credit'
import type { Logger } from '@gptget/runtime'
import { workOn } from '@gptget/threads'
import type { Threads } from '@gptget/threads'
import { followResponse } from '../deliver/follow-response.ts'
import type { DeliverContext } from '../deliver/relay-recording.ts'
import { writeWhole } from '../deliver/write-whole.ts'
import type { WholeAnswer } from '../deliver/write-whole.ts'
import { headOf } from './generation-head.ts'
import type { ReadyRequest } from './ready-request.ts'
import { writeQueued } from './write-queued.ts'

export type QueueContext = DeliverContext & {
  claims: Claims
  logger: Logger
  threads: Threads<{ writeQueued: typeof writeQueued }>
  config: { requestTimeoutMs: number; publicUrl: string | null }
}

/**
 * Queues a request to run without its caller, who gets the queued response object. Its credit is reserved again when it
 * starts.
 */
export const queueInBackground = async (context: QueueContext, request: ReadyRequest): Promise<void> => {
  const { inbound, key, fields, hold, claim } = request
  hold.settle(0n)
  const body = await queue(context, request)
  if (fields.isStream) {
    const { generationId: responseId } = inbound
    if (claim !== null) await context.claims.follow(claim, responseId)
    return followResponse(context, inbound, { accountId: key.accountId, responseId, eventsBefore: 0 })
  }
  const headers = { 'content-type': 'application/json', 'content-length': String(body.byteLength) }
  const answer = { status: 200, headers, body }
  if (claim !== null) await keepAnswer(context, request, answer)
  writeWhole(context, inbound, answer)
}

/** Resolves with the response object. */
const queue = async (context: QueueContext, request: ReadyRequest): Promise<Buffer> => {
  const { storage, hold, key, body, inbound, model } = request
  if (storage === null) throw new Error('a response in the background is always kept')
  const names = {
    dialect: inbound.dialect,
    generationId: inbound.generationId,
    model: model.id,
    createdAtSeconds: Math.floor(inbound.arrivedAtMs / 1000),
    historyItemCount: storage.historyItemCount,
  }
  const turn = { caller: key.accountId }
  const { queued, response } = await workOn(context.threads, { writeQueued }, body, names, turn)
  const head = {
    generation: headOf(context, { ...request, claim: null }),
    storage,
    isKeyLimited: isCreditLimited(key),
    largestCostNanoUsd: hold.amountNanoUsd.toString(),
  }
  await exchange(context.bus, queueResponse, head, queued)
  return response
}

/** If it cannot be stored, it counts as lost: the request was accepted and must not run twice. */
const keepAnswer = async (
  { claims, logger }: QueueContext,
  { claim, inbound: { generationId } }: ReadyRequest,
  { status, headers, body }: WholeAnswer,
): Promise<void> => {
  try {
    await claims.keep(claim!, generationId, { status, headers }, body)
  } catch (error) {
    logger.error({ err: error, generationId }, 'the answer of an idempotency key was not kept')
    await claims.lose(claim!, generationId)
  }
}
