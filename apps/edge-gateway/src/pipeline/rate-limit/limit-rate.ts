import type { CatalogModel, ResolvedKey } from '@gptget/contracts'
import type { LargestUse, RequestSize } from '@gptget/credit'
import type { RequestFields } from '../parse/read-fields.ts'
import type { InboundRequest } from '../request/inbound-request.ts'
import { largestOf } from './largest-of.ts'
import { limitHeaders } from './limit-headers.ts'
import { limitRefusal } from './limit-refusal.ts'
import type { LimitUse, RateLimiter, Taken } from './rate-limiter.ts'
import { rateLimitsOf } from './rate-limits-of.ts'

/** What a request took of its limits; corrected when it is over. */
export type LimitsTaken = { keyId: string; uses: readonly LimitUse[] }

/** A request that its limits let through, and the most it can use. */
export type WithinLimits = { size: RequestSize; largest: LargestUse; limitsTaken: LimitsTaken }

type Asking = {
  inbound: Pick<InboundRequest, 'answerHeaders' | 'arrivedAtMs'>
  key: ResolvedKey
  models: readonly CatalogModel[]
  fields: RequestFields
  body: { byteLength: number }
}

const NOTHING: LimitsTaken = { keyId: '', uses: [] }

/**
 * Takes a request from the limits of its key and its account, and says how they stand in the answer's headers,
 * whatever the answer. Asks nobody where there is no limit. @throws PublicError 429
 */
export const limitRate = async <Request extends Asking>(
  { limits }: { limits: RateLimiter },
  request: Request,
): Promise<Request & WithinLimits> => {
  const { key, models, fields } = request
  const size = { bodyBytes: request.body.byteLength, ...fields.size }
  const largest = largestOf(models, size)
  const all = rateLimitsOf(key)
  if (all.length === 0) return { ...request, size, largest, limitsTaken: NOTHING }
  const tokens = expectedTokens(limits, key.keyId, { size, largest })
  const uses = all.map((limit) => ({
    ...limit,
    // One that is larger than its whole limit waits for all of it.
    amount: limit.kind === 'requests' ? 1 : Math.min(limit.perMinute, tokens),
  }))
  requireGranted(request.inbound, await limits.take(key.keyId, uses))
  return { ...request, size, largest, limitsTaken: { keyId: key.keyId, uses } }
}

const requireGranted = (
  { answerHeaders, arrivedAtMs }: Asking['inbound'],
  { isGranted, states }: Taken,
): void => {
  Object.assign(answerHeaders, limitHeaders(states))
  if (!isGranted) throw limitRefusal(states, arrivedAtMs)
}

/** What a request is counted as until its usage is known: about four bytes a token, and as long an answer as it asks for. */
const expectedTokens = (
  limits: RateLimiter,
  keyId: string,
  { size, largest }: Pick<WithinLimits, 'size' | 'largest'>,
): number =>
  Math.ceil(Math.min(largest.inputTokens, size.bodyBytes) / 4) +
  (size.maxOutputTokens === undefined
    ? Math.min(largest.outputTokens, limits.usualOutput(keyId))
    : largest.outputTokens)

const NOTHING_USED = { inputTokens: 0, outputTokens: 0 }

/** Corrects what a request took of tokens per minute to what it used; nothing where it was not run. */
export const correctLimits = (
  limits: RateLimiter,
  { keyId, uses }: LimitsTaken,
  used: { inputTokens: number; outputTokens: number } = NOTHING_USED,
): void => {
  const tokens = uses.filter(({ kind }) => kind === 'tokens')
  if (tokens.length === 0) return
  if (used.outputTokens > 0) limits.learnOutput(keyId, used.outputTokens)
  const total = used.inputTokens + used.outputTokens
  limits.correct(tokens.map((use) => ({ ...use, amount: total - use.amount })))
}
