import { priceUsage, toUsdNumber } from '@gptget/money'
import { emptyUsage } from '@gptget/protocol'
import type { RouterContext } from '../context.ts'
import { countUsage } from './count-usage.ts'
import type { Bill, Ending, Run } from './run.ts'

/** What an answer used and costs. Nothing given costs nothing. */
export const billFor = async (
  context: RouterContext,
  run: Run,
  { route, tally }: Pick<Ending, 'route' | 'tally'>,
): Promise<Bill> => {
  if (route === null || tally === null || !(tally.hasToken || tally.usage)) {
    return { usage: emptyUsage(), costNanoUsd: 0n, costUsd: 0 }
  }
  const usage = tally.finalUsage ?? (await countUsage(context, run, route, tally))
  const listNanoUsd = priceUsage(usage, route.price)
  if (route.ownKeyId === undefined)
    return { usage, costNanoUsd: listNanoUsd, costUsd: toUsdNumber(listNanoUsd) }
  const costNanoUsd = priceUsage(usage, route.price, run.catalog.ownKeyFeeBasisPoints)
  const byok = { upstreamCostUsd: toUsdNumber(listNanoUsd) }
  return {
    usage: { ...usage, byok },
    costNanoUsd,
    costUsd: toUsdNumber(costNanoUsd),
    upstreamCostNanoUsd: listNanoUsd,
  }
}
