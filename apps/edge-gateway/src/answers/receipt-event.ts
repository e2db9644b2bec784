import { DEFAULT_DIALECT } from '@gptget/contracts'
import type { ChargeLine, UsageEvent } from '@gptget/contracts'

type Details = UsageEvent['details']

/** The facts about work that was not a single request: a run on a computer, a task. */
type Work = {
  id: string
  accountId: string
  keyId: string
  product: string
  lines: readonly ChargeLine[]
  costNanoUsd: bigint
  priceVersion: string | null
  startedAt: string
  details: Pick<Details, 'requestId' | 'provider' | 'outcome' | 'error' | 'durationMs'> & Partial<Details>
}

/** Fields of a single request. */
const NO_REQUEST = {
  operation: 'chat',
  dialect: DEFAULT_DIALECT,
  upstreamModel: null,
  upstreamId: null,
  isStream: false,
  finishReason: null,
  nativeFinishReason: null,
  isEstimated: false,
  attempts: [],
  excluded: [],
  firstTokenMs: null,
  userAgent: null,
  sessionId: null,
  origin: null,
} as const satisfies Partial<Details>

/** The work as a generation, for its receipt. */
export const receiptEvent = ({ lines, details, ...work }: Work): UsageEvent => ({
  ...work,
  kind: 'generation',
  leaseId: null,
  lines: [...lines],
  details: { ...NO_REQUEST, ...details },
})
