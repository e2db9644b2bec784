import { DEFAULT_DIALECT } from '@gptget/contracts'
import type { UsageEvent } from '@gptget/contracts'

/** Fields of a single request, for the receipt of work that was not one: a run on a computer, a task. */
export const NO_REQUEST = {
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
} as const satisfies Partial<UsageEvent['details']>
