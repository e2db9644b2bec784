import type { TaskReceipt, UsageEvent } from '@gptget/contracts'
import { describeGeneration } from './describe-generation.ts'
import { NO_REQUEST } from './no-request.ts'

type Receipt = { id: string; accountId: string; receipt: TaskReceipt }

/** The receipt of a task; the type of the task is its operation. */
export const describeTaskReceipt = ({ id, accountId, receipt }: Receipt) => ({
  ...describeGeneration(eventOf({ id, accountId, receipt })),
  api_type: receipt.type,
})

const eventOf = ({ id, accountId, receipt }: Receipt): UsageEvent => ({
  kind: 'generation',
  id,
  accountId,
  keyId: receipt.keyId,
  leaseId: null,
  product: receipt.model,
  lines: receipt.lines,
  costNanoUsd: receipt.costNanoUsd,
  priceVersion: receipt.priceVersion,
  startedAt: receipt.createdAt,
  details: {
    ...NO_REQUEST,
    requestId: id,
    provider: receipt.provider,
    upstreamModel: receipt.upstreamModel,
    outcome: receipt.outcome,
    error: receipt.error,
    durationMs: receipt.durationMs,
  },
})
