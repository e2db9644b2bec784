import type { CatalogModel, ResolvedKey, RoutingPreferences } from '@gptget/contracts'
import { affordableOutput, creditScopeOf, largestUse } from '@gptget/credit'
import type { Hold, LeaseManager, RequestSize } from '@gptget/credit'
import { PublicError } from '@gptget/errors'
import { parseUsd, shareOf } from '@gptget/money'
import { correctLimits } from '../rate-limit/limit-rate.ts'
import type { WithinLimits } from '../rate-limit/limit-rate.ts'
import type { RateLimiter } from '../rate-limit/rate-limiter.ts'
import type { InboundRequest } from '../request/inbound-request.ts'
import type { GrowingHolds } from './growing-holds.ts'
import { cappedHoldOf, firstHoldOf, firstTokensOf } from './hold-plan.ts'
import type { FirstHold, Planned } from './hold-plan.ts'

type ByokKeyName = ResolvedKey['byokKeys'][number]

/** The reservation of a request, and the account's own keys that may serve it. */
export type Reserved = {
  hold: Hold
  /** The part of the answer that it covers at first; null if it covers all of it. */
  heldOutput: FirstHold['heldOutput'] | null
  /** The longest answer that it pays for, if that is less than requested. */
  maxOutputTokens: number | null
  byokKeys: readonly ByokKeyName[]
  isByokOnly: boolean
}

type Context = { leases: LeaseManager; limits: RateLimiter; growingHolds: GrowingHolds }

type Asking = WithinLimits &
  Planned & {
    inbound: Pick<InboundRequest, 'answerHeaders'>
    key: ResolvedKey
    preferences: RoutingPreferences | null
  }

/**
 * Reserves the highest cost of a request, or of the beginning of its answer if more may follow.
 * @throws PublicError 402; what it took of its limits is then returned
 */
export const reserveCredit = async <Request extends Asking>(
  context: Context,
  request: Request,
): Promise<Request & Reserved> => {
  const byokKeys = request.key.byokKeys.length === 0 ? NONE : byokKeysFor(request)
  try {
    return byokKeys.length === 0
      ? { ...request, ...(await reserveAnswer(context, request)), byokKeys, isByokOnly: false }
      : { ...request, ...(await reserveWithFee(context.leases, request)), ...WHOLE, byokKeys }
  } catch (error) {
    correctLimits(context.limits, request.limitsTaken)
    throw withAffordable(error, request)
  }
}

/** The available credit in a refusal for lack of credit; null for other errors. */
const availableIn = (error: unknown): bigint | null => {
  if (!(error instanceof PublicError) || error.status !== 402) return null
  const available = error.details.metadata?.['available_usd']
  return typeof available === 'string' ? parseUsd(available) : null
}

/** Adds to a refusal for lack of credit how long an answer the credit would pay for with any of the models. */
const withAffordable = (error: unknown, { models, size }: Asking): unknown => {
  const available = availableIn(error)
  if (available === null || !(error instanceof PublicError)) return error
  const { metadata } = error.details
  if (metadata?.['reason'] !== 'insufficient') return error
  const affordable = models.flatMap((model) => affordableOutput(model, size, available) ?? [])
  if (affordable.length === 0) return error
  return new PublicError(error.code, error.message, {
    ...error.details,
    metadata: { ...metadata, affordable_max_tokens: Math.min(...affordable) },
  })
}

/** Releases the reservation and the quota of a request that does not run. */
export const release = (
  { limits }: Pick<Context, 'limits'>,
  { hold, limitsTaken }: Reserved & WithinLimits,
): void => {
  hold.settle(0n)
  correctLimits(limits, limitsTaken)
}

const NONE: readonly ByokKeyName[] = []

type Held = Pick<Reserved, 'hold' | 'heldOutput' | 'maxOutputTokens'>
const WHOLE = { heldOutput: null, maxOutputTokens: null }

/** An answer without `stream` is read as a stream only if its highest cost would be missed by other requests. */
const reserveAnswer = async ({ leases, limits, growingHolds }: Context, request: Asking): Promise<Held> => {
  const { key, largest, fields, models } = request
  const scope = creditScopeOf(key)
  const firstTokens = firstTokensOf(limits.usual.tokensOf(key.keyId))
  const first = firstHoldOf(request, firstTokens, growingHolds.areSeen(models))
  const isSmall = (): boolean => !fields.isStream && leases.isSmall(scope, largest.costNanoUsd)
  if (first !== null && !isSmall()) {
    const hold = await leases.reserve(scope, first.costNanoUsd)
    // The available credit may only be known now.
    const isWhole = isSmall() && (await leases.grow(hold, largest.costNanoUsd - first.costNanoUsd))
    return { hold, ...WHOLE, heldOutput: isWhole ? null : first.heldOutput }
  }
  try {
    return { hold: await leases.reserve(scope, largest.costNanoUsd), ...WHOLE }
  } catch (error) {
    const available = availableIn(error)
    const capped = available === null ? null : cappedHoldOf(request, available, firstTokens)
    if (capped === null) throw error
    const { costNanoUsd, maxOutputTokens } = capped
    const hold = await leases.reserve(scope, costNanoUsd)
    request.inbound.answerHeaders['x-gptget-max-tokens'] = String(maxOutputTokens)
    return { hold, ...WHOLE, maxOutputTokens }
  }
}

/**
 * With an own key it is the fee: all that is needed if no other provider may serve, and all that is reserved if the
 * balance has no more; then no other provider is tried.
 */
const reserveWithFee = async (
  leases: LeaseManager,
  { key, largest, models, preferences, size }: Asking,
): Promise<Pick<Reserved, 'hold' | 'isByokOnly'>> => {
  const hold = (amountNanoUsd: bigint): Hold | Promise<Hold> =>
    leases.reserve(creditScopeOf(key), amountNanoUsd)
  const feeNanoUsd = largestFee(models, size)
  const isOnly = preferences?.allowsFallbacks === false || !models.some(({ isAvailable }) => isAvailable)
  if (isOnly) return { hold: await hold(feeNanoUsd), isByokOnly: true }
  try {
    return { hold: await hold(larger(largest.costNanoUsd, feeNanoUsd)), isByokOnly: false }
  } catch (error) {
    if (!(error instanceof PublicError) || error.status !== 402) throw error
    return { hold: await hold(feeNanoUsd), isByokOnly: true }
  }
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

const byokKeysFor = ({ key, models }: Asking): readonly ByokKeyName[] =>
  key.byokKeys.filter(({ provider }) => models.some(({ byokKeys }) => byokKeys?.providers.includes(provider)))

const largestFee = (models: readonly CatalogModel[], size: RequestSize): bigint =>
  models
    .map((model) => {
      if (model.byokKeys === undefined) return 0n
      const { price, feeBasisPoints } = model.byokKeys
      return shareOf(largestUse({ ...model, price }, size).costNanoUsd, feeBasisPoints)
    })
    .reduce(larger)
