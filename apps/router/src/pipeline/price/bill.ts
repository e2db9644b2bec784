import { priceUsage, toUsdNumber } from '@gptget/money'
import type { GenerationHead } from '@gptget/contracts'
import { emptyUsage, totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import type { Usage } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { Accumulator } from '../generation/accumulator.ts'
import { countUsage } from './count-usage.ts'
import { callsFor, servedCard } from './served-as.ts'
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
  if (route === null || accumulator === null || !isOwed(accumulator)) {
    return { usage: emptyUsage(), lines: [], costNanoUsd: 0n, costUsd: 0 }
  }
  refuseImpossible(context, generation, route, accumulator)
  const tokens = accumulator.finalUsage ?? (await countUsage(context, generation, route, accumulator))
  const toolCalls = callsFor(generation, route, accumulator)
  const usage = toolCalls === undefined ? tokens : { ...tokens, toolCalls }
  const card = servedCard(generation, route, usage)
  const { counted } = accumulator
  const list = priceUsage(usage, card, undefined, counted)
  if (route.byokKeyId === undefined) return { usage, ...list, costUsd: toUsdNumber(list.costNanoUsd) }
  const feeBasisPoints = generation.catalog.byokFeeBasisPoints
  const fee = priceUsage(usage, card, feeBasisPoints, counted)
  return {
    usage: { ...usage, byok: { upstreamCostUsd: toUsdNumber(list.costNanoUsd) } },
    ...fee,
    costUsd: toUsdNumber(fee.costNanoUsd),
    byok: { upstreamCostNanoUsd: list.costNanoUsd, feeBasisPoints },
  }
}

const isOwed = ({ hasToken, usage, isAbandoned }: Accumulator): boolean =>
  hasToken || usage !== null || isAbandoned

/**
 * A caller never pays for more than the request could contain, even if a provider reports more: then what can be seen
 * is counted, and the operator is told.
 */
const refuseImpossible = (
  context: RouterContext,
  { stream }: Generation,
  route: Route,
  accumulator: Accumulator,
): void => {
  const { usage } = accumulator
  const isBeyond = usage !== null && isBeyondBounds(usage, stream.head.bounds)
  if (isBeyond || !accumulator.hasSoundUsage) tellOperator(context, route, accumulator)
  if (isBeyond) accumulator.discardUsage()
}

/** Providers put words of their own in front of a request: a system text, the use of tools. */
const UNSEEN_INPUT_TOKENS = 4_096

const isBeyondBounds = (usage: Usage, bounds: GenerationHead['bounds']): boolean =>
  bounds !== undefined &&
  (totalInputTokens(usage) > bounds.inputTokens + UNSEEN_INPUT_TOKENS ||
    totalOutputTokens(usage) > bounds.outputTokens)

const tellOperator = (
  { logger }: RouterContext,
  { provider, upstreamModel }: Route,
  { usage }: Accumulator,
) =>
  logger.warn(
    { provider: provider.id, model: upstreamModel, raw: usage?.raw },
    'a provider reported a usage that cannot be right: it was counted here instead',
  )
