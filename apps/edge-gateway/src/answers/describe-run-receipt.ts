import { DEFAULT_DIALECT } from '@gptget/contracts'
import type { ChargeLine, RunReceipt, UsageEvent } from '@gptget/contracts'
import { describeGeneration } from './describe-generation.ts'

type Receipt = { id: string; accountId: string; receipt: RunReceipt }

/** The receipt of a run on a computer: that of all its generations together, and each of them. */
export const describeRunReceipt = ({ id, accountId, receipt }: Receipt) => ({
  ...describeGeneration(eventOf({ id, accountId, receipt })),
  generations: receipt.generations,
})

const line = (unit: ChargeLine['unit'], quantity: number): ChargeLine[] =>
  quantity === 0 ? [] : [{ unit, quantity, rateNanoUsd: null, costNanoUsd: null }]

const sum = ({ generations }: RunReceipt, of: (each: RunReceipt['generations'][number]) => number): number =>
  generations.reduce((total, each) => total + of(each), 0)

const eventOf = ({ id, accountId, receipt }: Receipt): UsageEvent => ({
  kind: 'generation',
  id,
  accountId,
  keyId: receipt.keyId,
  leaseId: null,
  product: receipt.model,
  lines: [
    ...line(
      'input_tokens',
      sum(receipt, (each) => each.input_tokens - each.cache_read_tokens),
    ),
    ...line(
      'cache_read_tokens',
      sum(receipt, (each) => each.cache_read_tokens),
    ),
    ...line(
      'output_tokens',
      sum(receipt, (each) => each.output_tokens),
    ),
  ],
  costNanoUsd: receipt.costNanoUsd,
  priceVersion: null,
  startedAt: receipt.createdAt,
  details: {
    requestId: receipt.requestId,
    operation: 'chat',
    dialect: DEFAULT_DIALECT,
    provider: receipt.generations[0]?.provider ?? null,
    upstreamModel: null,
    upstreamId: null,
    outcome: outcomeOf(receipt),
    isStream: false,
    finishReason: receipt.finishReason,
    nativeFinishReason: null,
    isEstimated: false,
    attempts: [],
    excluded: [],
    error: receipt.error === null ? null : { code: 'provider_unavailable', message: receipt.error },
    firstTokenMs: null,
    durationMs: receipt.durationMs,
    userAgent: null,
    sessionId: receipt.threadId,
    origin: null,
  },
})

const outcomeOf = ({ finishReason }: RunReceipt): UsageEvent['details']['outcome'] => {
  if (finishReason === 'cancelled') return 'cancelled'
  return finishReason === 'error' ? 'failed' : 'completed'
}
