import type { CatalogModel } from '@gptget/contracts'
import type { Unit } from '@gptget/contracts'
import { highestUnitCost, ratesAt, type Attributes, type Rates } from '@gptget/money'

/** Where neither the request nor the catalog says how long an answer can be. */
const DEFAULT_MAX_OUTPUT_TOKENS = 16_384
const DEFAULT_CONTEXT_TOKENS = 128_000

export type RequestSize = {
  /** A token is at least one byte, so bytes bound tokens from above. */
  bodyBytes: number
  maxOutputTokens: number | undefined
  /** How many answers are asked for. */
  choices: number
  /** How many texts go in, each of which may fill the context; one where it is left out. */
  inputs?: number
  /** How many pictures go in: each may be many more tokens than bytes, carried or pointed at. */
  images?: number
  /** How many tokens go in that are not in the body: of sound. */
  inputTokens?: number
  /** Something goes in whose tokens its bytes do not bound: a file, audio, an id of either. It may fill the context. */
  hasUnboundedInput?: boolean
  /**
   * What is made beside tokens: how much of which unit, as it is asked for. What was not said is not among
   * `attributes`.
   */
  made?: { unit: Unit; quantity: number; attributes: Attributes }
}

export type LargestUse = { inputTokens: number; outputTokens: number; costNanoUsd: bigint }

/** Whether the request or every model says how long an answer can be. */
export const isLimitKnown = (models: readonly CatalogModel[], size: RequestSize): boolean =>
  size.maxOutputTokens !== undefined ||
  models.every((model) => (model.maxOutputTokens ?? model.contextTokens) !== null)

/** The most a request can use and cost: what is reserved before it starts. */
export const largestUse = (model: CatalogModel, size: RequestSize): LargestUse => {
  const inputTokens = inputBound(size, model.contextTokens)
  const modelLimit = model.maxOutputTokens ?? model.contextTokens ?? Number.POSITIVE_INFINITY
  const outputTokens = Math.min(size.maxOutputTokens ?? modelLimit, modelLimit)
  const outputBound = Number.isFinite(outputTokens) ? outputTokens : DEFAULT_MAX_OUTPUT_TOKENS
  return {
    inputTokens,
    outputTokens: outputBound * size.choices,
    costNanoUsd:
      largestCost(model, inputTokens, outputBound * size.choices) +
      largestCostOfMade(model, inputTokens, size),
  }
}

/**
 * The most tokens that a known model counts a picture as: gpt-4o-mini, 2,833 and 5,667 for each of 8 tiles
 * (platform.openai.com/docs/guides/images-vision, "Calculating costs").
 */
const LARGEST_IMAGE_TOKENS = 2_833 + 8 * 5_667

/** As many as its bytes, or as the context has room for where that is less, or where its bytes do not bound it. */
const inputBound = (
  { bodyBytes, images = 0, inputTokens = 0, inputs = 1, hasUnboundedInput = false }: RequestSize,
  contextTokens: number | null,
): number => {
  const bytes = bodyBytes + inputTokens + images * LARGEST_IMAGE_TOKENS
  if (contextTokens === null) return hasUnboundedInput ? Math.max(bytes, DEFAULT_CONTEXT_TOKENS) : bytes
  return hasUnboundedInput ? contextTokens * inputs : Math.min(bytes, contextTokens * inputs)
}

const largestCost = (model: CatalogModel, inputTokens: number, outputTokens: number): bigint => {
  const price = ratesAt(model.price, inputTokens)
  const inputRate = highest(
    price.input,
    price.cacheWrite,
    price.cacheWrite1h,
    price.audioInput,
    price.imageInput,
  )
  const outputRate = outputRateOf(price)
  const perMillion = BigInt(inputTokens) * inputRate + BigInt(outputTokens) * outputRate
  return (perMillion + 999_999n) / 1_000_000n + (price.request ?? 0n)
}

/** The first request is among what is charged for tokens. */
const largestCostOfMade = ({ price }: CatalogModel, inputTokens: number, { made }: RequestSize): bigint => {
  if (made === undefined) return 0n
  if (made.unit === 'requests') return BigInt(made.quantity - 1) * (ratesAt(price, inputTokens).request ?? 0n)
  return highestUnitCost(made.unit, made.quantity, price, made.attributes)
}

const outputRateOf = (price: Rates): bigint =>
  highest(price.output, price.reasoning, price.audioOutput, price.imageOutput)

/** What a million tokens of a request's output cost at most, in nano-USD. */
export const outputRate = (model: CatalogModel, size: RequestSize): bigint =>
  outputRateOf(ratesAt(model.price, inputBound(size, model.contextTokens)))

/** How long an answer so much credit affords, in tokens of each choice; null where its length costs nothing. */
export const affordableOutput = (
  model: CatalogModel,
  size: RequestSize,
  availableNanoUsd: bigint,
): number | null => {
  const { inputTokens, costNanoUsd } = largestUse(model, { ...size, maxOutputTokens: 0 })
  const rate = outputRateOf(ratesAt(model.price, inputTokens))
  if (rate === 0n) return null
  const left = availableNanoUsd - costNanoUsd
  return left <= 0n ? 0 : Number((left * 1_000_000n) / rate / BigInt(size.choices))
}

const highest = (first: bigint, ...others: (bigint | undefined)[]): bigint =>
  others.reduce<bigint>((most, rate) => (rate !== undefined && rate > most ? rate : most), first)
