import type { CatalogModel, ResolvedKey } from '@gptget/contracts'
import type { LargestUse, RequestSize } from '@gptget/credit'
import type { RequestFields } from '../parse/read-fields.ts'
import type { InboundRequest } from '../request/inbound-request.ts'
import { largestOf } from './largest-of.ts'
import { limitHeaders } from './limit-headers.ts'
import { limitRefusal } from './limit-refusal.ts'
import type { LimitUse, RateLimiter, Taken } from './rate-limiter.ts'
import { rateLimitsOf } from './rate-limits-of.ts'

/** What a request took of its limits, and when; corrected at its end. */
export type LimitsTaken = { keyId: string; uses: readonly LimitUse[]; startedAtMs: number }

/** A request within its limits, and the most it can use. */
export type WithinLimits = { size: RequestSize; largest: LargestUse; limitsTaken: LimitsTaken }

type Asking = {
  inbound: Pick<InboundRequest, 'answerHeaders' | 'arrivedAtMs' | 'outgoing'>
  key: ResolvedKey
  models: readonly CatalogModel[]
  fields: RequestFields
  body: { byteLength: number }
}

/**
 * Takes a request from the limits of its key and its account, and writes their state to the answer's headers, whether
 * it succeeds or not. Calls no other process if there is no limit. @throws PublicError 429
 */
export const limitRate = async <Request extends Asking>(
  { limits }: { limits: RateLimiter },
  request: Request,
): Promise<Request & WithinLimits> => {
  const { key, models, fields } = request
  const size = { bodyBytes: request.body.byteLength, ...fields.size }
  const largest = largestOf(models, size)
  const all = rateLimitsOf(key)
  const startedAtMs = request.inbound.arrivedAtMs
  if (all.length === 0)
    return { ...request, size, largest, limitsTaken: { keyId: key.keyId, uses: [], startedAtMs } }
  const { reserved, returns } = expectedTokens(limits, key.keyId, { size, largest })
  const uses = all.map((limit): LimitUse => {
    if (limit.kind === 'requests') return { ...limit, amount: 1 }
    // A request larger than its whole limit waits for all of it.
    const amount = Math.min(limit.perMinute, reserved)
    return returns.amount === 0
      ? { ...limit, amount }
      : { ...limit, amount, returns: within(amount, returns) }
  })
  const taken = await limits.take(key.keyId, uses, () => !request.inbound.outgoing.destroyed)
  requireGranted(request.inbound, taken)
  const limitsTaken = { keyId: key.keyId, uses: taken.isTold ? uses : uses.map(withoutReturns), startedAtMs }
  return { ...request, size, largest, limitsTaken }
}

type Returns = NonNullable<LimitUse['returns']>

const within = (amount: number, returns: Returns): Returns => ({
  ...returns,
  amount: Math.min(amount, returns.amount),
})

const withoutReturns = (use: LimitUse): LimitUse => ({ ...use, returns: undefined })

const requireGranted = (
  { answerHeaders, arrivedAtMs }: Asking['inbound'],
  { isGranted, states }: Taken,
): void => {
  Object.assign(answerHeaders, limitHeaders(states))
  if (!isGranted) throw limitRefusal(states, arrivedAtMs)
}

/**
 * The tokens that a request counts as until its usage is known (about four bytes each, and the longest requested
 * answer), and how many of them will probably return: answers are seldom as long as allowed.
 */
const expectedTokens = (
  { usual }: RateLimiter,
  keyId: string,
  { size, largest }: Pick<WithinLimits, 'size' | 'largest'>,
): { reserved: number; returns: Returns } => {
  const input = Math.ceil(Math.min(largest.inputTokens, size.bodyBytes) / 4)
  const output = Math.min(largest.outputTokens, usual.tokensOf(keyId))
  const reserved = input + (size.maxOutputTokens === undefined ? output : largest.outputTokens)
  return { reserved, returns: { amount: reserved - input - output, inMs: usual.msOf(keyId) } }
}

const NOTHING_USED = { inputTokens: 0, outputTokens: 0 }

/** Corrects the tokens per minute of a request to its usage, or to zero if it did not run. */
export const correctLimits = (
  limits: RateLimiter,
  { keyId, uses, startedAtMs }: LimitsTaken,
  used: { inputTokens: number; outputTokens: number } = NOTHING_USED,
): void => {
  if (used.outputTokens > 0) limits.usual.learn(keyId, { tokens: used.outputTokens, startedAtMs })
  const tokens = uses.filter(({ kind }) => kind === 'tokens')
  if (tokens.length === 0) return
  const total = used.inputTokens + used.outputTokens
  limits.correct(tokens.map((use) => ({ ...use, amount: total - use.amount, returned: use.returns?.amount })))
}

/** The request ended with unknown usage: what it took stays taken. */
export const keepLimits = (limits: RateLimiter, { uses }: LimitsTaken): void =>
  limits.correct(
    uses.flatMap((use) => (use.returns ? [{ ...use, amount: 0, returned: use.returns.amount }] : [])),
  )
