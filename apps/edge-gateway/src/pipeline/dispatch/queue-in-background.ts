import { exchange } from '@gptget/bus'
import type { Claims } from '@gptget/bus'
import { queueResponse } from '@gptget/contracts'
import type { QueuedResponse, ResponseStorage } from '@gptget/contracts'
import { isCreditLimited } from '@gptget/credit'
import { CLIENT_FACING, inputItems } from '@gptget/protocol'
import type { ChatRequest } from '@gptget/protocol'
import type { Logger } from '@gptget/runtime'
import { followResponse } from '../deliver/follow-response.ts'
import type { DeliverContext } from '../deliver/relay-recording.ts'
import { writeWhole } from '../deliver/write-whole.ts'
import type { WholeAnswer } from '../deliver/write-whole.ts'
import { headOf } from './generation-head.ts'
import type { ReadyRequest } from './ready-request.ts'

export type QueueContext = DeliverContext & {
  claims: Claims
  logger: Logger
  config: { requestTimeoutMs: number }
}

/**
 * Leaves a request to be run without its caller, who gets the response object as it stands: queued. The credit it
 * needs is reserved again when it starts.
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

/** Resolves the response object. */
const queue = async (context: QueueContext, request: ReadyRequest): Promise<Buffer> => {
  const { storage, fields, hold, key } = request
  if (storage === null || fields.chat === null) throw new Error('a response in the background is always kept')
  const head = {
    generation: headOf(context, { ...request, claim: null }),
    storage,
    isKeyLimited: isCreditLimited(key),
    largestCostNanoUsd: hold.amountNanoUsd.toString(),
  }
  const queued = queuedResponse(request, storage, fields.chat)
  await exchange(context.bus, queueResponse, head, Buffer.from(JSON.stringify(queued)))
  return Buffer.from(JSON.stringify(queued.response))
}

const queuedResponse = (
  request: ReadyRequest,
  storage: ResponseStorage,
  chat: ChatRequest,
): QueuedResponse => {
  const text = request.body.toString()
  const { input } = JSON.parse(text) as { input?: unknown }
  return {
    request: text,
    input: inputItems(input).slice(storage.historyItemCount),
    response: beginningOf(request, chat),
  }
}

/** A response that has not begun: all that an answer repeats of its request, and no answer. */
const beginningOf = ({ inbound, model }: ReadyRequest, chat: ChatRequest): QueuedResponse['response'] => {
  const nothing = { blocks: [], finish: { reason: 'stop' as const } }
  const { generationId: id, arrivedAtMs } = inbound
  const createdAtSeconds = Math.floor(arrivedAtMs / 1000)
  const context = { id, model: model.id, createdAtSeconds, request: chat }
  const whole = CLIENT_FACING['openai-responses'].writeResult(nothing, context) as object
  return { ...whole, status: 'queued', usage: null }
}

/** Where it cannot be kept it counts as lost: the request was taken on, and must not be twice. */
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
