import type { generate, ResolvedKey } from '@gptget/contracts'
import type { PublicError } from '@gptget/errors'
import type { z } from 'zod'

/** What became known of a request on its way, for its log line and the metrics. The steps fill it in. */
export type Observation = {
  key: Pick<ResolvedKey, 'keyId' | 'accountId'> | null
  /** Of the catalog; null where no model was found. */
  model: string | null
  isStream: boolean
  /** What the router said at the end of the answer; null where none did. */
  trailer: z.output<(typeof generate)['trailer']> | null
  /** What the edge itself answered instead of an answer, or at its end. */
  error: PublicError | null
}

export const newObservation = (): Observation => ({
  key: null,
  model: null,
  isStream: false,
  trailer: null,
  error: null,
})
