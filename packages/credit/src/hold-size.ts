import type { CatalogModel } from '@gptget/contracts'
import type { Unit } from '@gptget/contracts'
import { highestUnitCost, ratesAt, type Attributes, type Rates } from '@gptget/money'

/** If neither the request nor the catalog limits an answer's length. */
const DEFAULT_MAX_OUTPUT_TOKENS = 16_384
const DEFAULT_CONTEXT_TOKENS = 128_000

export type RequestSize = {
  /** A token is at least one byte, so bytes limit tokens from above. */
  bodyBytes: number
  maxOutputTokens: number | undefined
  /** The number of requested answers. */
  choices: number
  /** The number of input texts, each of which may fill the context; default one. */
  inputs?: number
  /** The number of input images: each may have many more tokens than bytes, inline or by URL. */
  images?: number
  /** The number of input tokens that are not in the body: those of audio. */
  inputTokens?: number
  /** There is input whose tokens its bytes do not limit: a file, audio, or an id of either. It may fill the context. */
  hasUnboundedInput?: boolean
  /**
   * The output besides tokens: how much of which unit, and its attributes. Attributes that were not given are omitted.
   */
  made?: { unit: Unit; quantity: number; attributes: Attributes }
}

export type LargestUse = { inputTokens: number; outputTokens: number; costNanoUsd: bigint }

/** Whether the request or every model limits an answer's length. */
export const isLimitKnown = (models: readonly CatalogModel[], size: RequestSize): boolean =>
  size.maxOutputTokens !== undefined ||
  models.every((model) => (model.maxOutputTokens ?? model.contextTokens) !== null)

/** The most that a request can use and cost: what is reserved before it starts. */
export const largestUse = (model: CatalogModel, size: RequestSize): LargestUse => {
  const inputTokens = inputBound(size, model.contextTokens)
  const modelLimit = model.maxOutputTokens ?? model.contextTokens ?? Number.POSITIVE_INFINITY
  const outputTokens = Math.min(size.maxOutputTokens ?? modelLimit, modelLimit)
  const outputBound = Number.isFinite(outputTokens) ? outputTokens : DEFAULT_MAX_OUTPUT_TOKENS
  return {
    inputTokens,
    outputTokens: outputBound * size.choices,
    costNanoUsd:
      largestCost(model, inputTokens, outputBound * size.choices, size.choices) +
      largestCostOfMade(model, inputTokens, size),
  }
}

/**
 * The most tokens that a known model counts for an image: gpt-4o-mini, 2,833 and 5,667 for each of 8 tiles
 * (platform.openai.com/docs/guides/images-vision, "Calculating costs").
 */
const LARGEST_IMAGE_TOKENS = 2_833 + 8 * 5_667

/** As many as its bytes, or as the context allows if that is less, or if its bytes do not limit it. */
const inputBound = (
  { bodyBytes, images = 0, inputTokens = 0, inputs = 1, hasUnboundedInput = false }: RequestSize,
  contextTokens: number | null,
): number => {
  const bytes = bodyBytes + inputTokens + images * LARGEST_IMAGE_TOKENS
  if (contextTokens === null) return hasUnboundedInput ? Math.max(bytes, DEFAULT_CONTEXT_TOKENS) : bytes
  return hasUnboundedInput ? contextTokens * inputs : Math.min(bytes, contextTokens * inputs)
}

/** Each choice may call its own tools, and be a request of its own at the provider. */
const largestCost = (
  model: CatalogModel,
  inputTokens: number,
  outputTokens: number,
  choices: number,
): bigint => {
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
  return (perMillion + 999_999n) / 1_000_000n + BigInt(choices) * (price.request ?? 0n)
}

/** The token charge already includes the first request. */
const largestCostOfMade = ({ price }: CatalogModel, inputTokens: number, { made }: RequestSize): bigint => {
  if (made === undefined) return 0n
  if (made.unit === 'requests') return BigInt(made.quantity - 1) * (ratesAt(price, inputTokens).request ?? 0n)
  return highestUnitCost(made.unit, made.quantity, price, made.attributes)
}

const outputRateOf = (price: Rates): bigint =>
  highest(price.output, price.reasoning, price.audioOutput, price.imageOutput)

/** The highest price of a million output tokens of a request, in nano-USD. */
export const outputRate = (model: CatalogModel, size: RequestSize): bigint =>
  outputRateOf(ratesAt(model.price, inputBound(size, model.contextTokens)))

/** How long an answer this credit pays for, in tokens of each choice; null if its length costs nothing. */
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
