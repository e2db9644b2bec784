import type { CatalogModel, ResolvedKey, RoutingPreferences } from '@gptget/contracts'
import { affordableOutput, creditScopeOf, largestUse } from '@gptget/credit'
import type { Hold, LeaseManager, RequestSize } from '@gptget/credit'
import { PublicError } from '@gptget/errors'
import { parseUsd, shareOf } from '@gptget/money'
import { correctLimits } from '../rate-limit/limit-rate.ts'
import type { WithinLimits } from '../rate-limit/limit-rate.ts'
import type { RateLimiter } from '../rate-limit/rate-limiter.ts'

type ByokKeyName = ResolvedKey['byokKeys'][number]

/** What is set aside for a request, and the account's own keys that may serve it. */
export type Reserved = { hold: Hold; byokKeys: readonly ByokKeyName[]; isByokOnly: boolean }

type Context = { leases: LeaseManager; limits: RateLimiter }

type Asking = WithinLimits & {
  key: ResolvedKey
  models: readonly CatalogModel[]
  preferences: RoutingPreferences | null
}

/** Sets aside the most a request can cost. @throws PublicError 402; what it took of its limits is given back then. */
export const reserveCredit = async <Request extends Asking>(
  { leases, limits }: Context,
  request: Request,
): Promise<Request & Reserved> => {
  try {
    return { ...request, ...(await reserve(leases, request)) }
  } catch (error) {
    correctLimits(limits, request.limitsTaken)
    throw withAffordable(error, request)
  }
}

/** Says with a refusal for want of credit how long an answer it would pay for, whichever of the models serves. */
const withAffordable = (error: unknown, { models, size }: Asking): unknown => {
  if (!(error instanceof PublicError) || error.status !== 402) return error
  const { metadata } = error.details
  const available = metadata?.['available_usd']
  if (metadata?.['reason'] !== 'insufficient' || typeof available !== 'string') return error
  const affordable = models.flatMap((model) => affordableOutput(model, size, parseUsd(available)) ?? [])
  if (affordable.length === 0) return error
  return new PublicError(error.code, error.message, {
    ...error.details,
    metadata: { ...metadata, affordable_max_tokens: Math.min(...affordable) },
  })
}

/** Lets go what was set aside and counted for a request that is not run. */
export const release = (
  { limits }: Pick<Context, 'limits'>,
  { hold, limitsTaken }: Reserved & WithinLimits,
): void => {
  hold.settle(0n)
  correctLimits(limits, limitsTaken)
}

const NONE: readonly ByokKeyName[] = []

/**
 * Where an own key serves it that is the fee: all that is needed where no other provider may serve, and all that is
 * asked for where the wallet holds no more; then no other provider is asked.
 */
const reserve = async (leases: LeaseManager, request: Asking): Promise<Reserved> => {
  const { key, largest, models, preferences } = request
  const hold = (amountNanoUsd: bigint): Hold | Promise<Hold> =>
    leases.reserve(creditScopeOf(key), amountNanoUsd)
  const byokKeys = key.byokKeys.length === 0 ? NONE : byokKeysFor(request)
  if (byokKeys.length === 0) return { hold: await hold(largest.costNanoUsd), byokKeys, isByokOnly: false }
  const feeNanoUsd = largestFee(models, request.size)
  const isOnly = preferences?.allowsFallbacks === false || !models.some(({ isAvailable }) => isAvailable)
  if (isOnly) return { hold: await hold(feeNanoUsd), byokKeys, isByokOnly: true }
  try {
    return { hold: await hold(larger(largest.costNanoUsd, feeNanoUsd)), byokKeys, isByokOnly: false }
  } catch (error) {
    if (!(error instanceof PublicError) || error.status !== 402) throw error
    return { hold: await hold(feeNanoUsd), byokKeys, isByokOnly: true }
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
