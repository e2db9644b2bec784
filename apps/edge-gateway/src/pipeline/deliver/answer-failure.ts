import { toPublicError } from '@gptget/errors'
import type { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import type { Logger } from '@gptget/runtime'
import type { InboundRequest } from '../request/inbound-request.ts'
import { AnswerWriter } from './answer-writer.ts'
import type { KeepAlive } from './keep-alive.ts'

/** Answers a request that failed before any of its answer was sent. @returns what it is told. */
export const answerFailure = (
  context: { keepAlive: KeepAlive; logger: Logger },
  inbound: InboundRequest,
  thrown: unknown,
): PublicError => {
  const error = toPublicError(fromBus(thrown))
  if (error.code === 'internal')
    context.logger.error({ err: thrown, requestId: inbound.requestId }, 'a request failed')
  if (!inbound.outgoing.destroyed) new AnswerWriter(context, inbound).fail(error)
  return error
}
