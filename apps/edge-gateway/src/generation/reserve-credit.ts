import type { CatalogModel, ResolvedKey, RoutingPreferences } from '@gptget/contracts'
import { largestUse, creditScopeOf } from '@gptget/credit'
import type { Hold, LargestUse, RequestSize } from '@gptget/credit'
import { shareOf } from '@gptget/money'
import { PublicError } from '@gptget/errors'
import type { EdgeContext } from '../context.ts'

export type ByokKeyName = ResolvedKey['byokKeys'][number]

/** What is set aside for a request, and the account's own keys that may serve it. */
export type Reserved = { hold: Hold; byokKeys: readonly ByokKeyName[]; isByokOnly: boolean }

type Asked = {
  key: ResolvedKey
  models: readonly CatalogModel[]
  size: RequestSize
  largest: LargestUse
  preferences: RoutingPreferences | null
}

const NONE: readonly ByokKeyName[] = []

/**
 * Sets aside the most a request can cost. Where an own key serves it that is the fee: all that is needed where nobody
 * else may serve, and all that is asked for where the wallet holds no more; then nobody else does.
 * @throws PublicError 402
 */
export const reserveCredit = async ({ leases }: EdgeContext, asked: Asked): Promise<Reserved> => {
  const { key, largest, models, preferences } = asked
  const scope = creditScopeOf(key)
  const reserve = async (amountNanoUsd: bigint): Promise<Hold> => {
    const reserved = leases.reserve(scope, amountNanoUsd)
    return reserved instanceof Promise ? await reserved : reserved
  }
  const byokKeys = key.byokKeys.length === 0 ? NONE : byokKeysFor(asked)
  if (byokKeys.length === 0) return { hold: await reserve(largest.costNanoUsd), byokKeys, isByokOnly: false }
  const feeNanoUsd = largestFee(asked)
  const isOnly = preferences?.allowsFallbacks === false || !models.some(({ isAvailable }) => isAvailable)
  if (isOnly) return { hold: await reserve(feeNanoUsd), byokKeys, isByokOnly: true }
  try {
    return { hold: await reserve(larger(largest.costNanoUsd, feeNanoUsd)), byokKeys, isByokOnly: false }
  } catch (error) {
    if (!(error instanceof PublicError) || error.status !== 402) throw error
    return { hold: await reserve(feeNanoUsd), byokKeys, isByokOnly: true }
  }
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

const byokKeysFor = ({ key, models }: Asked): readonly ByokKeyName[] =>
  key.byokKeys.filter(({ provider }) => models.some(({ byokKeys }) => byokKeys?.providers.includes(provider)))

const largestFee = ({ models, size }: Asked): bigint =>
  models
    .map((model) => {
      if (model.byokKeys === undefined) return 0n
      const { price, feeBasisPoints } = model.byokKeys
      return shareOf(largestUse({ ...model, price }, size).costNanoUsd, feeBasisPoints)
    })
    .reduce(larger)
