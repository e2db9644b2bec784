import type { GenerationHead } from '@gptget/bus'
import { traceparentOf } from '@gptget/runtime'
import type { Span } from '@gptget/runtime'
import type { IncomingMessage } from 'node:http'
import type { EdgeContext } from '../context.ts'
import type { Admitted } from './admit.ts'
import type { Arrival } from './arrival.ts'

/** What a router must know of a request beside its body. */
export const headOf = (
  context: EdgeContext,
  arrival: Arrival,
  { key, model, wishes, request, hold, keeping, ownKeys, isOwnKeyOnly }: Admitted,
  span: Span,
  claim: string | null = null,
): GenerationHead => ({
  operation: arrival.operation,
  dialect: arrival.dialect,
  generationId: arrival.generationId,
  requestId: arrival.requestId,
  accountId: key.accountId,
  keyId: key.keyId,
  leaseId: hold.leaseId,
  leaseHolder: context.bus.instanceId,
  model: model.id,
  isStream: request.isStream,
  framing: arrival.framing,
  isStrict: headerOf(arrival, 'x-gptget-strict') === 'true',
  deadlineAtMs: arrival.arrivedAtMs + context.config.requestTimeoutMs,
  traceparent: traceparentOf(span, headerOf(arrival, 'traceparent')),
  userAgent: headerOf(arrival, 'user-agent'),
  sessionId: headerOf(arrival, 'x-session-id'),
  origin: headerOf(arrival, 'http-referer') ?? headerOf(arrival, 'referer'),
  forwardedHeaders: forwardedHeaders(arrival.request),
  keeping,
  ...(claim === null ? {} : { claim }),
  ...(wishes === null ? {} : { routing: wishes }),
  ...(ownKeys.length === 0 ? {} : { ownKeys: [...ownKeys], isOwnKeyOnly }),
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
export const headerOf = ({ request }: Arrival, name: string): string | null => {
  const value = request.headers[name]
  return value === undefined ? null : String(value)
}
