import { exchange } from '@gptget/bus'
import { queueResponse } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import type { GenerationHead, QueuedResponse, ResponseStorage } from '@gptget/contracts'
import { CLIENT_FACING, inputItems } from '@gptget/protocol'
import type { ChatRequest } from '@gptget/protocol'

export type BackgroundRequest = {
  generation: GenerationHead
  storage: ResponseStorage
  request: ChatRequest
  /** With the history before its input. */
  body: Buffer
  largestCostNanoUsd: bigint
  isKeyLimited: boolean
  createdAtSeconds: number
}

/** Hands a request over to be run without its caller. Resolves the response object as it stands: queued. */
export const queueInBackground = async (bus: Bus, asked: BackgroundRequest): Promise<Buffer> => {
  const { generation, storage, body, isKeyLimited } = asked
  const text = body.toString()
  const { input } = JSON.parse(text) as { input?: unknown }
  const queued: QueuedResponse = {
    request: text,
    input: inputItems(input).slice(storage.historyItemCount),
    response: queuedResponse(asked),
  }
  await exchange(
    bus,
    queueResponse,
    { generation, storage, isKeyLimited, largestCostNanoUsd: asked.largestCostNanoUsd.toString() },
    Buffer.from(JSON.stringify(queued)),
  )
  return Buffer.from(JSON.stringify(queued.response))
}

/** A response that has not begun: all that an answer repeats of its request, and no answer. */
const queuedResponse = ({
  generation,
  request,
  createdAtSeconds,
}: BackgroundRequest): QueuedResponse['response'] => {
  const nothing = { blocks: [], finish: { reason: 'stop' as const } }
  const context = { id: generation.generationId, model: generation.model, createdAtSeconds, request }
  const whole = CLIENT_FACING['openai-responses'].writeResult(nothing, context) as object
  return { ...whole, status: 'queued', usage: null }
}
