import { priceUsage, toUsdNumber } from '@gptget/money'
import { emptyUsage } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { Accumulator } from '../generation/accumulator.ts'
import { countUsage } from './count-usage.ts'
import type { Bill, Ending, Generation } from '../generation/generation.ts'

/** What an answer used and costs. Nothing given costs nothing. */
export const billFor = async (
  context: RouterContext,
  generation: Generation,
  ending: Pick<Ending, 'route' | 'accumulator'>,
): Promise<Bill> => ({
  ...(await priceOf(context, generation, ending)),
  completedAtSeconds: Math.floor(context.now() / 1000),
})

const priceOf = async (
  context: RouterContext,
  generation: Generation,
  { route, accumulator }: Pick<Ending, 'route' | 'accumulator'>,
): Promise<Omit<Bill, 'completedAtSeconds'>> => {
  if (route === null || accumulator === null || !(accumulator.hasToken || accumulator.usage)) {
    return { usage: emptyUsage(), lines: [], costNanoUsd: 0n, costUsd: 0 }
  }
  if (!accumulator.hasSoundUsage) tellOperator(context, route, accumulator)
  const usage = accumulator.finalUsage ?? (await countUsage(context, generation, route, accumulator))
  const list = priceUsage(usage, route.price)
  if (route.byokKeyId === undefined) return { usage, ...list, costUsd: toUsdNumber(list.costNanoUsd) }
  const feeBasisPoints = generation.catalog.byokFeeBasisPoints
  const fee = priceUsage(usage, route.price, feeBasisPoints)
  return {
    usage: { ...usage, byok: { upstreamCostUsd: toUsdNumber(list.costNanoUsd) } },
    ...fee,
    costUsd: toUsdNumber(fee.costNanoUsd),
    byok: { upstreamCostNanoUsd: list.costNanoUsd, feeBasisPoints },
  }
}

const tellOperator = (
  { logger }: RouterContext,
  { provider, upstreamModel }: Route,
  { usage }: Accumulator,
) =>
  logger.warn(
    { provider: provider.id, model: upstreamModel, raw: usage?.raw },
    'a provider reported a usage that cannot be right: it was counted here instead',
  )
