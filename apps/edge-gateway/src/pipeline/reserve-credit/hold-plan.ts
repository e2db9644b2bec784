import type { CatalogModel, GenerationHead } from '@gptget/contracts'
import { affordableOutput, outputRate } from '@gptget/credit'
import type { LargestUse, RequestSize } from '@gptget/credit'
import type { RequestFields } from '../parse/read-fields.ts'
import { largestOf } from '../rate-limit/largest-of.ts'

/** What decides how credit is reserved for an answer. */
export type Planned = {
  models: readonly CatalogModel[]
  fields: RequestFields
  size: RequestSize
  largest: LargestUse
  requested: { allowsTruncation: boolean }
  isBackground: boolean
}

/** The first reservation: an amount, for a number of output tokens. */
export type FirstHold = { costNanoUsd: bigint; heldOutput: NonNullable<GenerationHead['heldOutput']> }

/** About two thousand tokens, or twice the usual answer of the key. */
const FIRST_TOKENS = 2_000
export const firstTokensOf = (usualTokens: number): number => Math.max(FIRST_TOKENS, 2 * usualTokens)

/**
 * The first reservation for an answer whose tokens are visible as they arrive; null if the whole answer is reserved. A
 * token is at least a byte, so its bytes say when more is needed.
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

/** An answer in the background has no caller who could see why it ended. */
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

/** The share of the available credit that one answer may take if it could use all of it. */
const LARGEST_SHARE = 4n

/**
 * The longest answer that the credit pays for if it does not cover the longest possible one, and its reservation: a
 * quarter of what is left, so that others can continue; null if that is too little.
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
