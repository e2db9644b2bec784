import type { ResolvedKey } from '@gptget/contracts'
import type { LargestUse } from '@gptget/credit'
import { limitHeaders } from '../answers/headers.ts'
import type { InboundRequest } from '../generation/inbound-request.ts'
import type { RateLimiter, LimitState, LimitUse, Taken } from './rate-limiter.ts'
import { limitRefusal } from './limit-refusal.ts'
import { rateLimitsOf } from './rate-limits-of.ts'

/** What a request took of its limits; corrected when it is over. */
export type LimitsTaken = { keyId: string; uses: readonly LimitUse[] }

const NOTHING: LimitsTaken = { keyId: '', uses: [] }

type Asked = { largest: LargestUse; hasMaxOutput: boolean }

/**
 * Takes a request from the limits of its key and its account, and says how they stand in the answer's headers,
 * whatever the answer. Asks nobody where there is no limit. @throws PublicError 429
 */
export const admitByLimits = (
  limits: RateLimiter,
  key: ResolvedKey,
  inbound: InboundRequest,
  asked: Asked,
): LimitsTaken | Promise<LimitsTaken> => {
  const all = rateLimitsOf(key)
  if (all.length === 0) return NOTHING
  const tokens = expectedTokens(limits, key.keyId, asked)
  const uses = all.map((limit) => ({
    ...limit,
    // One that is larger than its whole limit waits for all of it.
    amount: limit.kind === 'requests' ? 1 : Math.min(limit.perMinute, tokens),
  }))
  const taking = limits.take(key.keyId, uses)
  const limitsTaken = { keyId: key.keyId, uses }
  return taking instanceof Promise
    ? taking.then((taken) => settle(inbound, taken, limitsTaken))
    : settle(inbound, taking, limitsTaken)
}

/** Takes one request, and no tokens, from the limits. @throws PublicError 429 */
export const admitRequest = async (
  limits: RateLimiter,
  key: ResolvedKey,
  nowMs: number,
): Promise<LimitState[]> => {
  const uses = rateLimitsOf(key).flatMap((limit) =>
    limit.kind === 'requests' ? [{ ...limit, amount: 1 }] : [],
  )
  if (uses.length === 0) return []
  const { isGranted, states } = await limits.take(key.keyId, uses)
  if (!isGranted) throw limitRefusal(states, nowMs)
  return states
}

const settle = (inbound: InboundRequest, { isGranted, states }: Taken, taken: LimitsTaken): LimitsTaken => {
  Object.assign(inbound.answerHeaders, limitHeaders(states))
  if (!isGranted) throw limitRefusal(states, inbound.arrivedAtMs)
  return taken
}

/** What a request is counted as until its usage is known: about four bytes a token, and as long an answer as it asks for. */
const expectedTokens = (limits: RateLimiter, keyId: string, { largest, hasMaxOutput }: Asked): number =>
  Math.ceil(largest.inputTokens / 4) +
  (hasMaxOutput ? largest.outputTokens : Math.min(largest.outputTokens, limits.usualOutput(keyId)))

/** Corrects what a request took of tokens per minute to what it used. */
export const correctLimits = (
  limits: RateLimiter,
  { keyId, uses }: LimitsTaken,
  used: { inputTokens: number; outputTokens: number },
): void => {
  const tokens = uses.filter(({ kind }) => kind === 'tokens')
  if (tokens.length === 0) return
  if (used.outputTokens > 0) limits.learnOutput(keyId, used.outputTokens)
  const total = used.inputTokens + used.outputTokens
  limits.correct(tokens.map((use) => ({ ...use, amount: total - use.amount })))
}
