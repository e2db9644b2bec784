import type { generate, ResolvedKey } from '@gptget/contracts'
import type { PublicError } from '@gptget/errors'
import type { z } from 'zod'

/** What is known of a request for its log line and the metrics. The steps fill it in. */
export type Observation = {
  key: Pick<ResolvedKey, 'keyId' | 'accountId'> | null
  /** From the catalog; null if no model was found. */
  model: string | null
  isStream: boolean
  /** The router's report at the end of the answer; null without one. */
  trailer: z.output<(typeof generate)['trailer']> | null
  /** What the edge answered itself, instead of an answer or at its end. */
  error: PublicError | null
}
