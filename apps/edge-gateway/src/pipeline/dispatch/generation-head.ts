import type { GenerationHead } from '@gptget/contracts'
import { publicUrlOf } from '@gptget/http'
import { traceparentOf } from '@gptget/runtime'
import { headerOf, originOf } from '../request/inbound-request.ts'
import { forwardedHeaders } from '../request/forwarded-headers.ts'
import type { ReadyRequest } from './ready-request.ts'

type Context = { bus: { instanceId: string }; config: { requestTimeoutMs: number; publicUrl: string | null } }

/** What a router must know of a request beside its body. */
export const headOf = ({ bus, config }: Context, request: ReadyRequest): GenerationHead => {
  const { inbound, key, model, preferences, fields, hold, storage, byokKeys, isByokOnly, claim } = request
  const { conversationKey, largest } = request
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
    bounds: { inputTokens: largest.inputTokens, outputTokens: largest.outputTokens },
    ...(inbound.operation === 'images' ? { publicUrl: publicUrlOf(inbound.incoming, config.publicUrl) } : {}),
    deadlineAtMs: inbound.arrivedAtMs + config.requestTimeoutMs,
    traceparent: traceparentOf(request.span, headerOf(inbound, 'traceparent')),
    userAgent: headerOf(inbound, 'user-agent'),
    sessionId: headerOf(inbound, 'x-session-id'),
    origin: originOf(inbound),
    forwardedHeaders: forwardedHeaders(inbound.incoming),
    storage,
    ...(conversationKey === null ? {} : { conversationKey }),
    ...(fields.extras === null ? {} : { extras: fields.extras }),
    ...(claim === null ? {} : { claim }),
    ...(preferences === null ? {} : { routing: preferences }),
    ...(byokKeys.length === 0 ? {} : { byokKeys: [...byokKeys], isByokOnly }),
  }
}
