import type { GenerationHead } from '@gptget/contracts'
import { traceparentOf } from '@gptget/runtime'
import type { Span } from '@gptget/runtime'
import type { IncomingMessage } from 'node:http'
import type { EdgeContext } from '../context.ts'
import type { Admitted } from './admit.ts'
import type { InboundRequest } from './inbound-request.ts'

/** What a router must know of a request beside its body. */
export const headOf = (
  context: EdgeContext,
  inbound: InboundRequest,
  { key, model, preferences, request, hold, storage, byokKeys, isByokOnly }: Admitted,
  span: Span,
  claim: string | null = null,
): GenerationHead => ({
  operation: inbound.operation,
  dialect: inbound.dialect,
  generationId: inbound.generationId,
  requestId: inbound.requestId,
  accountId: key.accountId,
  keyId: key.keyId,
  leaseId: hold.leaseId,
  leaseHolder: context.bus.instanceId,
  model: model.id,
  isStream: request.isStream,
  framing: inbound.framing,
  isStrict: headerOf(inbound, 'x-gptget-strict') === 'true',
  deadlineAtMs: inbound.arrivedAtMs + context.config.requestTimeoutMs,
  traceparent: traceparentOf(span, headerOf(inbound, 'traceparent')),
  userAgent: headerOf(inbound, 'user-agent'),
  sessionId: headerOf(inbound, 'x-session-id'),
  origin: headerOf(inbound, 'http-referer') ?? headerOf(inbound, 'referer'),
  forwardedHeaders: forwardedHeaders(inbound.request),
  storage,
  ...(claim === null ? {} : { claim }),
  ...(preferences === null ? {} : { routing: preferences }),
  ...(byokKeys.length === 0 ? {} : { byokKeys: [...byokKeys], isByokOnly }),
})

const FORWARDED = ['anthropic-version', 'anthropic-beta', 'openai-beta']

/** A request's headers that a provider may be shown. */
export const forwardedHeaders = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const name of FORWARDED) {
    const value = request.headers[name]
    if (value !== undefined) headers[name] = String(value)
  }
  return headers
}

/** A request's header, null when it has none of that name. */
export const headerOf = ({ request }: InboundRequest, name: string): string | null => {
  const value = request.headers[name]
  return value === undefined ? null : String(value)
}
