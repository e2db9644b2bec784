import type { UsageEvent } from '@gptget/contracts'
import type { Bill, Ending, Generation } from '../generation/generation.ts'

/** The receipt and the charge of a generation. */
export const usageEventOf = (
  generation: Generation,
  ending: Ending,
  bill: Bill,
  nowMs: number,
): UsageEvent => {
  const { head } = generation.stream
  const { route, accumulator } = ending
  return {
    kind: 'generation',
    id: head.generationId,
    accountId: head.accountId,
    keyId: head.keyId,
    leaseId: head.leaseId,
    product: route?.model ?? head.model,
    lines: bill.lines,
    costNanoUsd: bill.costNanoUsd,
    ...(bill.byok === undefined ? {} : { byok: bill.byok }),
    priceVersion: generation.catalog.priceVersion,
    startedAt: new Date(generation.startedAtMs).toISOString(),
    details: {
      requestId: head.requestId,
      operation: head.operation,
      dialect: head.dialect,
      provider: route?.provider.id ?? null,
      upstreamModel: route?.upstreamModel ?? null,
      upstreamId: accumulator?.upstreamId ?? null,
      outcome: ending.outcome,
      isStream: head.isStream,
      ...(bill.usage.terms === undefined ? {} : { terms: bill.usage.terms }),
      finishReason: accumulator?.finish?.reason ?? (ending.outcome === 'completed' ? null : 'error'),
      nativeFinishReason: accumulator?.finish?.raw ?? null,
      isEstimated: bill.usage.isEstimated,
      // Concurrent attempts ended in another order.
      attempts: generation.attempts.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)),
      excluded: generation.excluded,
      error: ending.error,
      firstTokenMs: generation.firstTokenMs,
      durationMs: nowMs - generation.startedAtMs,
      userAgent: head.userAgent,
      sessionId: head.sessionId,
      origin: head.origin,
    },
  }
}
