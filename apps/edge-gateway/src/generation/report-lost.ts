import type { UsageEvent } from '@gptget/bus'
import { emptyUsage } from '@gptget/protocol'
import type { EdgeContext } from '../context.ts'
import type { Admitted } from './admit.ts'
import type { Arrival } from './arrival.ts'
import { headerOf } from './generation-head.ts'

/** What a router last said of the answer it is giving. */
export type Delivered = { costNanoUsd: bigint; priceVersion: string | null }

/**
 * The router died: what was delivered until then is charged, by what it last said it had cost. Should its own
 * usage event have got through, that one came first and stands.
 */
export const reportLost = (
  context: EdgeContext,
  arrival: Arrival,
  admitted: Admitted,
  delivered: Delivered,
): void => {
  const event: UsageEvent = {
    generationId: arrival.generationId,
    requestId: arrival.requestId,
    accountId: admitted.key.accountId,
    keyId: admitted.key.keyId,
    leaseId: admitted.hold.leaseId,
    operation: arrival.operation,
    dialect: arrival.dialect,
    model: admitted.model.id,
    provider: null,
    upstreamModel: null,
    upstreamId: null,
    outcome: 'lost',
    isStream: admitted.request.isStream,
    finishReason: 'error',
    nativeFinishReason: null,
    usage: { ...emptyUsage(), isEstimated: true },
    ...delivered,
    attempts: [],
    excluded: [],
    error: { code: 'internal', message: 'The router that served this generation died.' },
    startedAt: new Date(arrival.arrivedAtMs).toISOString(),
    firstTokenMs: null,
    durationMs: context.now() - arrival.arrivedAtMs,
    userAgent: headerOf(arrival, 'user-agent'),
    sessionId: headerOf(arrival, 'x-session-id'),
    origin: headerOf(arrival, 'http-referer'),
  }
  context.bus.usage
    .publish(event)
    .catch((error: unknown) =>
      context.logger.error({ err: error, event }, 'the usage of a lost generation was not stored'),
    )
}
