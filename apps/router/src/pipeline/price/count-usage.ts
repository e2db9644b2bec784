import { emptyUsage, estimateTextTokens, totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import type { Usage } from '@gptget/protocol'
import { workOn } from '@gptget/threads'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import { readHeadOf, turnOf } from '../generation/generation.ts'
import type { Generation } from '../generation/generation.ts'
import type { Accumulator } from '../generation/accumulator.ts'
import { readCountable } from '../../bodies/read-countable.ts'
import type { CutCountable } from '../../bodies/read-countable.ts'

/**
 * The usage of an answer by our own count: for providers that do not report it, and for answers that broke off before
 * they did. A higher intermediate report takes precedence.
 */
export const countUsage = async (
  context: RouterContext,
  generation: Generation,
  { upstreamModel }: Route,
  accumulator: Accumulator,
): Promise<Usage> => {
  const countable = await countableOf(context, generation)
  const { text, reasoning } = accumulator.said()
  const counts = await countTexts(context, upstreamModel, [text, reasoning, ...countable.texts])
  const [outputTokens = 0, reasoningTokens = 0, ...input] = counts
  const inputTokens = tokensOf(countable, input)
  const counted = { ...emptyUsage(), inputTokens, outputTokens, reasoningTokens, isEstimated: true }
  return accumulator.usage === null ? counted : atLeast(accumulator.usage, counted)
}

const countableOf = async ({ threads }: RouterContext, generation: Generation): Promise<CutCountable> => {
  const { body, countable } = generation
  if (countable !== null) return countable
  return workOn(threads, { readCountable }, body, readHeadOf(generation), turnOf(generation))
}

/** All tokens of a request, from its texts: the uncounted part is estimated from the counted one. */
export const tokensOf = (
  { texts, otherTokens, uncountedCharacters }: CutCountable,
  counts: readonly number[],
): number => {
  const counted = counts.reduce((sum, count) => sum + count, 0)
  if (uncountedCharacters === 0) return counted + otherTokens
  const characters = texts.reduce((sum, { length }) => sum + length, 0)
  return counted + otherTokens + Math.round((counted / characters) * uncountedCharacters)
}

const atLeast = (reported: Usage, counted: Usage): Usage => {
  const usage = { ...reported, isEstimated: true }
  const missing = totalInputTokens(counted) - totalInputTokens(reported)
  // The provider's count of the input is the best one, unless it is missing or impossible.
  if (missing > 0 && (reported.isEstimated || totalInputTokens(reported) === 0)) usage.inputTokens += missing
  if (totalOutputTokens(reported) < totalOutputTokens(counted)) {
    usage.outputTokens = counted.outputTokens
    usage.reasoningTokens = counted.reasoningTokens
  }
  return usage
}

/** The number of tokens of each text: by a tokenizer, or by a rule of thumb if that fails. */
export const countTexts = async (
  { tokenizer, logger }: RouterContext,
  model: string,
  texts: readonly string[],
): Promise<number[]> => {
  try {
    return await tokenizer.count(model, texts)
  } catch (error) {
    logger.warn({ err: error, model }, 'tokens are estimated, because they could not be counted')
    return texts.map(estimateTextTokens)
  }
}
