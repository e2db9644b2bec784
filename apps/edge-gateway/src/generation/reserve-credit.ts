import type { CatalogModel, ResolvedKey, RoutingWishes } from '@gptget/bus'
import { largestUse, purseOf } from '@gptget/credit'
import type { Hold, LargestUse, RequestSize } from '@gptget/credit'
import { shareOf } from '@gptget/money'
import { PublicError } from '@gptget/protocol'
import type { EdgeContext } from '../context.ts'

export type OwnKeyName = ResolvedKey['ownKeys'][number]

/** What is set aside for a request, and the account's own keys that may serve it. */
export type Reserved = { hold: Hold; ownKeys: readonly OwnKeyName[]; isOwnKeyOnly: boolean }

type Asked = {
  key: ResolvedKey
  models: readonly CatalogModel[]
  size: RequestSize
  largest: LargestUse
  wishes: RoutingWishes | null
}

const NONE: readonly OwnKeyName[] = []

/**
 * Sets aside the most a request can cost. Where an own key serves it that is the fee: all that is needed where nobody
 * else may serve, and all that is asked for where the wallet holds no more; then nobody else does.
 * @throws PublicError 402
 */
export const reserveCredit = async ({ leases }: EdgeContext, asked: Asked): Promise<Reserved> => {
  const { key, largest, models, wishes } = asked
  const purse = purseOf(key)
  const reserve = async (amountNanoUsd: bigint): Promise<Hold> => {
    const reserved = leases.reserve(purse, amountNanoUsd)
    return reserved instanceof Promise ? await reserved : reserved
  }
  const ownKeys = key.ownKeys.length === 0 ? NONE : ownKeysFor(asked)
  if (ownKeys.length === 0) return { hold: await reserve(largest.costNanoUsd), ownKeys, isOwnKeyOnly: false }
  const feeNanoUsd = largestFee(asked)
  const isOnly = wishes?.allowsFallbacks === false || !models.some(({ isAvailable }) => isAvailable)
  if (isOnly) return { hold: await reserve(feeNanoUsd), ownKeys, isOwnKeyOnly: true }
  try {
    return { hold: await reserve(larger(largest.costNanoUsd, feeNanoUsd)), ownKeys, isOwnKeyOnly: false }
  } catch (error) {
    if (!(error instanceof PublicError) || error.status !== 402) throw error
    return { hold: await reserve(feeNanoUsd), ownKeys, isOwnKeyOnly: true }
  }
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

const ownKeysFor = ({ key, models }: Asked): readonly OwnKeyName[] =>
  key.ownKeys.filter(({ provider }) => models.some(({ ownKeys }) => ownKeys?.providers.includes(provider)))

const largestFee = ({ models, size }: Asked): bigint =>
  models
    .map((model) => {
      if (model.ownKeys === undefined) return 0n
      const { price, feeBasisPoints } = model.ownKeys
      return shareOf(largestUse({ ...model, price }, size).costNanoUsd, feeBasisPoints)
    })
    .reduce(larger)
