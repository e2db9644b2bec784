import type { TaskReceipt } from '@gptget/contracts'
import { describeGeneration } from './describe-generation.ts'
import { receiptEvent } from './receipt-event.ts'

type Receipt = { id: string; accountId: string; receipt: TaskReceipt }

/** The receipt of a task; the type of the task is its operation. */
export const describeTaskReceipt = ({ id, accountId, receipt }: Receipt) => ({
  ...describeGeneration(
    receiptEvent({
      id,
      accountId,
      keyId: receipt.keyId,
      product: receipt.model,
      lines: receipt.lines,
      costNanoUsd: receipt.costNanoUsd,
      priceVersion: receipt.priceVersion,
      startedAt: receipt.createdAt,
      details: {
        requestId: id,
        provider: receipt.provider,
        upstreamModel: receipt.upstreamModel,
        outcome: receipt.outcome,
        error: receipt.error,
        durationMs: receipt.durationMs,
      },
    }),
  ),
  api_type: receipt.type,
})
