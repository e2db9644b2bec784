import type { ChargeLine, RunReceipt, UsageEvent } from '@gptget/contracts'
import { describeGeneration } from './describe-generation.ts'
import { receiptEvent } from './receipt-event.ts'

type Receipt = { id: string; accountId: string; receipt: RunReceipt }

/** The receipt of a run on a computer: the sum of its generations, and each of them. */
export const describeRunReceipt = ({ id, accountId, receipt }: Receipt) => ({
  ...describeGeneration(
    receiptEvent({
      id,
      accountId,
      keyId: receipt.keyId,
      product: receipt.model,
      lines: linesOf(receipt),
      costNanoUsd: receipt.costNanoUsd,
      priceVersion: null,
      startedAt: receipt.createdAt,
      details: {
        requestId: receipt.requestId,
        provider: receipt.generations[0]?.provider ?? null,
        outcome: outcomeOf(receipt),
        finishReason: receipt.finishReason,
        error: receipt.error === null ? null : { code: 'provider_unavailable', message: receipt.error },
        durationMs: receipt.durationMs,
        sessionId: receipt.threadId,
      },
    }),
  ),
  generations: receipt.generations,
})

/** Lines never overlap, but the counts of a generation do. */
const linesOf = ({ generations }: RunReceipt): ChargeLine[] => {
  const sum = (of: (each: RunReceipt['generations'][number]) => number): number =>
    generations.reduce((total, each) => total + of(each), 0)
  return [
    ...line(
      'input_tokens',
      sum((each) => each.input_tokens - each.cache_read_tokens),
    ),
    ...line(
      'cache_read_tokens',
      sum((each) => each.cache_read_tokens),
    ),
    ...line(
      'output_tokens',
      sum((each) => each.output_tokens - each.reasoning_tokens),
    ),
    ...line(
      'reasoning_tokens',
      sum((each) => each.reasoning_tokens),
    ),
  ]
}

const line = (unit: ChargeLine['unit'], quantity: number): ChargeLine[] =>
  quantity === 0 ? [] : [{ unit, quantity, rateNanoUsd: null, costNanoUsd: null }]

const outcomeOf = ({ finishReason }: RunReceipt): UsageEvent['details']['outcome'] => {
  if (finishReason === 'cancelled') return 'cancelled'
  return finishReason === 'error' ? 'failed' : 'completed'
}
