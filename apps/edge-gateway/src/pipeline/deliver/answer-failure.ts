import { toPublicError } from '@gptget/errors'
import type { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import type { Logger } from '@gptget/runtime'
import type { InboundRequest } from '../request/inbound-request.ts'
import type { BodyBudget, Refusals } from '@gptget/http'
import { AnswerWriter } from './answer-writer.ts'
import type { KeepAlive } from './keep-alive.ts'
import { slowDown } from './slow-down.ts'

type FailureContext = { keepAlive: KeepAlive; logger: Logger; refusals: Refusals; bodies: BodyBudget }

/**
 * Answers a request that failed before any of its answer was sent. Resolves with the answer. `keyId`: the caller's key,
 * if known.
 */
export const answerFailure = async (
  context: FailureContext,
  inbound: InboundRequest,
  thrown: unknown,
  keyId?: string,
): Promise<PublicError> => {
  const error = toPublicError(fromBus(thrown))
  if (error.code === 'internal')
    context.logger.error({ err: thrown, requestId: inbound.requestId }, 'a request failed')
  if (error.status < 500) await slowDown(context, { ...inbound, keyId })
  if (!inbound.outgoing.destroyed) new AnswerWriter(context, inbound).fail(error)
  return error
}
