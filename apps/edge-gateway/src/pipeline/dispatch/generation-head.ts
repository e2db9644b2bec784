import type { GenerationHead } from '@gptget/contracts'
import { publicUrlOf } from '@gptget/http'
import { traceparentOf } from '@gptget/runtime'
import { isLimitKnown } from '@gptget/credit'
import { headerOf, originOf } from '../request/inbound-request.ts'
import { forwardedHeaders } from '../request/forwarded-headers.ts'
import type { ReadyRequest } from './ready-request.ts'

type Context = { bus: { instanceId: string }; config: { requestTimeoutMs: number; publicUrl: string | null } }

/** What a router must know of a request besides its body. */
export const headOf = ({ bus, config }: Context, request: ReadyRequest): GenerationHead => {
  const { inbound, key, model, preferences, fields, hold, storage, byokKeys, isByokOnly, claim } = request
  const { conversationKey, heldOutput, maxOutputTokens, requested } = request
  return {
    operation: inbound.operation,
    dialect: inbound.dialect,
    generationId: inbound.generationId,
    requestId: inbound.requestId,
    accountId: key.accountId,
    keyId: key.keyId,
    leaseId: hold.leaseId,
    leaseHolder: bus.instanceId,
    model: model.id,
    isStream: fields.isStream,
    framing: inbound.framing,
    isStrict: headerOf(inbound, 'x-gptget-strict') === 'true',
    bounds: boundsOf(request),
    ...(requested.storesImages ? { storesImages: true } : {}),
    ...(inbound.operation === 'images' || requested.storesImages
      ? { publicUrl: publicUrlOf(inbound.incoming, config.publicUrl) }
      : {}),
    deadlineAtMs: inbound.arrivedAtMs + config.requestTimeoutMs,
    traceparent: traceparentOf(request.span, headerOf(inbound, 'traceparent')),
    userAgent: headerOf(inbound, 'user-agent'),
    sessionId: headerOf(inbound, 'x-session-id'),
    origin: originOf(inbound),
    forwardedHeaders: forwardedHeaders(inbound.incoming),
    storage,
    ...(heldOutput === null ? {} : { heldOutput }),
    ...(maxOutputTokens === null ? {} : { maxOutputTokens }),
    ...(conversationKey === null ? {} : { conversationKey }),
    ...(fields.extras === null ? {} : { extras: fields.extras }),
    ...(claim === null ? {} : { claim }),
    ...(preferences === null ? {} : { routing: preferences }),
    ...(byokKeys.length === 0 ? {} : { byokKeys: [...byokKeys], isByokOnly }),
  }
}

/** The highest number of output tokens. If the longest answer is unknown, the growing reservation limits it. */
const boundsOf = (request: ReadyRequest): GenerationHead['bounds'] => {
  const { largest, maxOutputTokens, size, models, heldOutput } = request
  const { inputTokens } = largest
  if (maxOutputTokens !== null)
    return { inputTokens, outputTokens: Math.min(largest.outputTokens, maxOutputTokens * size.choices) }
  const isOpen = heldOutput !== null && !isLimitKnown(models, size)
  return { inputTokens, ...(isOpen ? {} : { outputTokens: largest.outputTokens }) }
}
