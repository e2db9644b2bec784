import { correctLimits, keepLimits } from '../rate-limit/limit-rate.ts'
import { queueInBackground } from './queue-in-background.ts'
import type { QueueContext } from './queue-in-background.ts'
import type { ReadyRequest } from './ready-request.ts'
import { relayAnswer } from './relay-answer.ts'
import type { RelayContext } from './relay-answer.ts'

/**
 * Sends a request to the service that answers it, and the answer to the caller. Resolves when both are done: with the
 * charged amount if no router will finish the answer, with null if one does.
 */
export const dispatch = async (
  context: RelayContext & QueueContext,
  request: ReadyRequest,
): Promise<bigint | null> => {
  request.span.setAttribute('gen_ai.request.model', request.model.id)
  try {
    if (!request.isBackground) return await relayAnswer(context, request)
    await queueInBackground(context, request)
    keepLimits(context.limits, request.limitsTaken)
    return null
  } catch (error) {
    // A failure on the way to a router costs nothing.
    request.hold.settle(0n)
    correctLimits(context.limits, request.limitsTaken)
    throw error
  }
}
