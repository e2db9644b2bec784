import { formatUsd } from '@gptget/money'
import type { InboundRequest } from '../request/inbound-request.ts'
import type { Observation } from '../request/observation.ts'

/** Errors whose message is entirely ours. Messages of other statuses may repeat data of the caller or a provider. */
const STATUSES_WITH_REASON = new Set([401, 402, 429, 500, 503])

/** The log line of a finished request: never its body, its key or its answer. */
export const logLineOf = (inbound: InboundRequest, observed: Observation, durationMs: number): object => {
  const { trailer, key } = observed
  return {
    requestId: inbound.requestId,
    generationId: inbound.generationId,
    keyId: key?.keyId ?? null,
    accountId: key?.accountId ?? null,
    operation: inbound.operation,
    model: observed.model,
    provider: trailer?.provider ?? null,
    attempts: trailer?.attemptCount ?? 0,
    status: inbound.outgoing.statusCode,
    isStream: observed.isStream,
    durationMs,
    inputTokens: trailer?.inputTokens ?? 0,
    outputTokens: trailer?.outputTokens ?? 0,
    costUsd: formatUsd(trailer?.costNanoUsd ?? 0n),
    ...failureOf(observed),
  }
}

const failureOf = ({ error, trailer }: Observation): object => {
  if (error !== null)
    return {
      errorCode: error.code,
      param: error.details.param,
      reason: STATUSES_WITH_REASON.has(error.status) ? error.message : undefined,
    }
  if (trailer?.failure) return { errorCode: trailer.failure.code, providerStatus: trailer.failure.status }
  return trailer?.outcome === 'cancelled' ? { errorCode: 'cancelled' } : {}
}
