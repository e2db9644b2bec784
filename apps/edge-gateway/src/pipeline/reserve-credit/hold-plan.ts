import type { CatalogModel, GenerationHead } from '@gptget/contracts'
import { affordableOutput, outputRate } from '@gptget/credit'
import type { LargestUse, RequestSize } from '@gptget/credit'
import type { RequestFields } from '../parse/read-fields.ts'
import { largestOf } from '../rate-limit/largest-of.ts'

/** What of a request says how credit is set aside for its answer. */
export type Planned = {
  models: readonly CatalogModel[]
  fields: RequestFields
  size: RequestSize
  largest: LargestUse
  requested: { allowsTruncation: boolean }
  isBackground: boolean
}

/** What is set aside first: so much, for so many tokens of output. */
export type FirstHold = { costNanoUsd: bigint; heldOutput: NonNullable<GenerationHead['heldOutput']> }

/** About two thousand tokens, or twice what the answers of the key usually have. */
const FIRST_TOKENS = 2_000
export const firstTokensOf = (usualTokens: number): number => Math.max(FIRST_TOKENS, 2 * usualTokens)

/**
 * What is set aside at first for an answer whose tokens show as they come; null where all of it is set aside. A
 * token is at least a byte, so that its bytes say when more is needed.
 */
export const firstHoldOf = (request: Planned, firstTokens: number, areSeen: boolean): FirstHold | null => {
  const { models, fields, size, largest } = request
  if (!mayEndEarly(request, firstTokens) || size.choices > 1) return null
  if (!areSeen || mayThinkUnseen(request)) return null
  if (!fields.isStream && !fields.answer.isFoldable) return null
  const { costNanoUsd } = largestOf(models, { ...size, maxOutputTokens: firstTokens })
  if (costNanoUsd === largest.costNanoUsd) return null
  const rateNanoUsd = models.map((model) => outputRate(model, size)).reduce((a, b) => (a > b ? a : b))
  return { costNanoUsd, heldOutput: { tokens: firstTokens, rateNanoUsd } }
}

/** An answer that is made without its caller has nobody to be told why it ended. */
const mayEndEarly = (
  { requested, isBackground, largest, size, fields }: Planned,
  firstTokens: number,
): boolean =>
  fields.answer.isText &&
  requested.allowsTruncation &&
  !isBackground &&
  largest.outputTokens > firstTokens * size.choices

const mayThinkUnseen = ({ fields, models }: Planned): boolean =>
  fields.answer.thinks ?? models.some(({ thinksUnasked }) => thinksUnasked === true)

/** The part of what is left that one answer may take which could use all of it. */
const LARGEST_SHARE = 4n

/**
 * The longest answer that is paid for where there is no credit for the longest that there could be, and what is set
 * aside for it: a quarter of what is left, so that others go on; null where that is too little.
 */
export const cappedHoldOf = (
  request: Planned,
  availableNanoUsd: bigint,
  firstTokens: number,
): { costNanoUsd: bigint; maxOutputTokens: number } | null => {
  if (!mayEndEarly(request, firstTokens)) return null
  const { models, size } = request
  const costOf = (maxOutputTokens: number): bigint =>
    largestOf(models, { ...size, maxOutputTokens }).costNanoUsd
  const [share, least] = [availableNanoUsd / LARGEST_SHARE, costOf(firstTokens)]
  if (least > availableNanoUsd) return null
  const affordable = models.flatMap((model) => affordableOutput(model, size, share) ?? [])
  const maxOutputTokens = Math.max(firstTokens, Math.min(...affordable))
  return { costNanoUsd: costOf(maxOutputTokens), maxOutputTokens }
}
