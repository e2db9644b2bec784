import { priceUsage, toUsdNumber } from '@gptget/money'
import { emptyUsage, totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import type { Usage } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { Accumulator } from '../generation/accumulator.ts'
import { countUsage } from './count-usage.ts'
import { callsFor, servedCard } from './served-as.ts'
import type { Bill, Ending, Generation } from '../generation/generation.ts'

/** The usage and cost of an answer. Without content the cost is zero. */
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
  await coverUnseen(context, generation, route, accumulator)
  refuseImpossible(context, generation, route, accumulator)
  const tokens = accumulator.finalUsage ?? (await countUsage(context, generation, route, accumulator))
  const toolCalls = callsFor(generation, route, accumulator)
  const usage: Usage = {
    ...withinOutput(tokens, largestOutput(generation)),
    ...(toolCalls === undefined ? {} : { toolCalls }),
    ...(accumulator.isOutOfCredit ? { endedBy: 'credits' } : {}),
  }
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

/** Hidden content, usually reasoning, is only known from its final count, and must be paid for too. */
const coverUnseen = async (
  { logger }: RouterContext,
  { held }: Generation,
  { provider, upstreamModel: model }: Route,
  { usage }: Accumulator,
): Promise<void> => {
  if (held === null || usage === null || usage.isEstimated) return
  const countedTokens = totalOutputTokens(usage)
  if (countedTokens <= held.shownTokens) return
  const { shownTokens } = held
  const isCovered = await held.coverUnseen(countedTokens)
  logger.warn(
    { provider: provider.id, model, countedTokens, shownTokens, isCovered },
    'a model used more tokens than it showed: say how it thinks (`thinking`), so that credit for them is set aside',
  )
}

/**
 * A caller never pays for more than the request could contain, even if a provider reports more: then the visible
 * content is counted, and the operator is notified.
 */
const refuseImpossible = (
  context: RouterContext,
  generation: Generation,
  route: Route,
  accumulator: Accumulator,
): void => {
  const { usage } = accumulator
  const isBeyond =
    usage !== null &&
    (totalInputTokens(usage) > largestInput(generation) ||
      totalOutputTokens(usage) > largestOutput(generation))
  if (isBeyond || !accumulator.hasSoundUsage) tellOperator(context, route, accumulator)
  if (isBeyond) accumulator.discardUsage()
}

/** Providers add text in front of a request: a system prompt, instructions for tools. */
const UNSEEN_INPUT_TOKENS = 4_096

const largestInput = ({ stream: { head } }: Generation): number =>
  head.bounds === undefined ? Number.POSITIVE_INFINITY : head.bounds.inputTokens + UNSEEN_INPUT_TOKENS

const largestOutput = ({ stream: { head }, held }: Generation): number =>
  Math.min(head.bounds?.outputTokens ?? Number.POSITIVE_INFINITY, held?.tokens ?? Number.POSITIVE_INFINITY)

const withinOutput = (usage: Usage, largest: number): Usage =>
  totalOutputTokens(usage) <= largest
    ? usage
    : { ...usage, outputTokens: largest, reasoningTokens: 0, audioOutputTokens: 0, imageOutputTokens: 0 }

const tellOperator = (
  { logger }: RouterContext,
  { provider, upstreamModel }: Route,
  { usage }: Accumulator,
) =>
  logger.warn(
    { provider: provider.id, model: upstreamModel, raw: usage?.raw },
    'a provider reported an implausible usage, which was counted here instead',
  )
