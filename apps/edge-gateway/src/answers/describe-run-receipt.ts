import type { ChargeLine, RunReceipt, UsageEvent } from '@gptget/contracts'
import { describeGeneration } from './describe-generation.ts'
import { NO_REQUEST } from './no-request.ts'

type Receipt = { id: string; accountId: string; receipt: RunReceipt }

/** The receipt of a run on a computer: the sum of its generations, and each of them. */
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
    ...NO_REQUEST,
    requestId: receipt.requestId,
    provider: receipt.generations[0]?.provider ?? null,
    outcome: outcomeOf(receipt),
    finishReason: receipt.finishReason,
    error: receipt.error === null ? null : { code: 'provider_unavailable', message: receipt.error },
    durationMs: receipt.durationMs,
    sessionId: receipt.threadId,
  },
})

const outcomeOf = ({ finishReason }: RunReceipt): UsageEvent['details']['outcome'] => {
  if (finishReason === 'cancelled') return 'cancelled'
  return finishReason === 'error' ? 'failed' : 'completed'
}
