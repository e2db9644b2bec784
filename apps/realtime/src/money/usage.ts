import type { CaptureHold, RealtimeRoute } from '@gptget/contracts'
import {
  hasRateFor,
  priceLines,
  priceUsage,
  tokenClassesOf,
  type Priced,
  type RateCard,
  type TokenClasses,
} from '@gptget/money'
import { isObject, type JsonObject } from '../events/event.ts'

const count = (fields: unknown, name: string): number => {
  const value = isObject(fields) ? fields[name] : undefined
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
}

const NO_TOKENS = tokenClassesOf([])

/** More tokens than any model reads or writes in one response. */
const MOST_TOKENS = 1_000_000

/**
 * Whether a provider's counts of a response are plausible: not empty if there was output, and not larger than any
 * response.
 */
export const isPlausible = (usage: unknown, { outputMs, characters }: Delivered): boolean => {
  if (!isObject(usage)) return false
  const [input, output] = [usage['input_tokens'], usage['output_tokens']].map((value) => Number(value ?? 0))
  if (!isCount(input) || !isCount(output) || input + output === 0) return false
  const details = [usage['input_token_details'], usage['output_token_details']].filter(isObject)
  if (!details.flatMap((each) => Object.values(each)).every((value) => isObject(value) || isCount(value)))
    return false
  return output > 0 || (outputMs === 0 && characters === 0)
}

const isCount = (value: unknown): value is number =>
  value === null || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_TOKENS)

/**
 * The usage of a response in our classes. Cached tokens are part of the input (`openai` 7.57, `realtime.d.ts`): they
 * are subtracted from their modality. What the details do not cover counts as text.
 */
export const responseTokens = (usage: unknown): TokenClasses => {
  if (!isObject(usage)) return NO_TOKENS
  const input = usage['input_token_details']
  const output = usage['output_token_details']
  const cachedOf = isObject(input) ? input['cached_tokens_details'] : undefined
  const cached = count(input, 'cached_tokens')
  const audio = count(input, 'audio_tokens')
  const image = count(input, 'image_tokens')
  const cachedAudio = Math.min(audio, count(cachedOf, 'audio_tokens'))
  const cachedImage = Math.min(image, count(cachedOf, 'image_tokens'))
  const text = Math.max(0, count(usage, 'input_tokens') - audio - image)
  const spoken = count(output, 'audio_tokens')
  return {
    ...NO_TOKENS,
    inputTokens: Math.max(0, text - (cached - cachedAudio - cachedImage)),
    cacheReadTokens: cached,
    audioInputTokens: audio - cachedAudio,
    imageInputTokens: image - cachedImage,
    outputTokens: Math.max(0, count(usage, 'output_tokens') - spoken),
    audioOutputTokens: spoken,
  }
}

/** A list price, and the share of it that is charged with the account's own key. */
export type Tariff = Pick<RealtimeRoute, 'price' | 'byok'>

export type Charge = Pick<CaptureHold, 'lines' | 'costNanoUsd' | 'byok'>

const charge = (
  { price, byok }: Tariff,
  priced: (card: RateCard, basisPoints?: number) => Priced,
): Charge => {
  const list = priced(price)
  if (byok === undefined) return list
  const { feeBasisPoints } = byok
  return {
    ...priced(price, feeBasisPoints),
    byok: { upstreamCostNanoUsd: list.costNanoUsd, feeBasisPoints },
  }
}

export const priceTokens = (tokens: TokenClasses, tariff: Tariff): Charge =>
  charge(tariff, (card, basisPoints) => priceUsage(tokens, card, basisPoints))

/** OpenAI counts one token for this much audio (platform.openai.com/docs/guides/realtime-costs). */
const MS_PER_INPUT_TOKEN = 100
const MS_PER_OUTPUT_TOKEN = 50
const CHARACTERS_PER_TOKEN = 4

/** The usage of an interrupted answer, as far as it was delivered. */
export type Delivered = { inputMs: number; outputMs: number; characters: number }

/** The usage of an answer without a report of the provider: its input is everything before it, uncached. */
export const estimatedTokens = (
  before: TokenClasses,
  { inputMs, outputMs, characters }: Delivered,
): TokenClasses => ({
  ...NO_TOKENS,
  inputTokens: before.inputTokens + before.cacheReadTokens + before.outputTokens,
  audioInputTokens:
    before.audioInputTokens + before.audioOutputTokens + Math.ceil(inputMs / MS_PER_INPUT_TOKEN),
  outputTokens: Math.ceil(characters / CHARACTERS_PER_TOKEN),
  audioOutputTokens: Math.ceil(outputMs / MS_PER_OUTPUT_TOKEN),
})

/** A session lasts at most an hour. */
const MOST_SECONDS = 3_600
const MOST_HEARD_TOKENS = (MOST_SECONDS * 1_000) / MS_PER_INPUT_TOKEN

/** The price of a transcription: by its tokens, or by its seconds if the model has a price for them. */
export const priceTranscription = (usage: unknown, tariff: Tariff): Charge => {
  if (!isObject(usage)) return NOTHING
  if (usage['type'] !== 'duration') {
    const heard = (fields: unknown, name: string): number => Math.min(count(fields, name), MOST_HEARD_TOKENS)
    const audio = heard(usage['input_token_details'], 'audio_tokens')
    const inputTokens = Math.max(0, heard(usage, 'input_tokens') - audio)
    const outputTokens = heard(usage, 'output_tokens')
    return priceTokens({ ...NO_TOKENS, inputTokens, audioInputTokens: audio, outputTokens }, tariff)
  }
  const seconds = Math.min(MOST_SECONDS, Math.max(0, Math.ceil(Number(usage['seconds']) || 0)))
  if (hasRateFor('seconds', tariff.price))
    return charge(tariff, (card, basisPoints) => priceLines({ seconds }, card, { basisPoints }))
  return priceTokens({ ...NO_TOKENS, audioInputTokens: (seconds * 1_000) / MS_PER_INPUT_TOKEN }, tariff)
}

export const NOTHING: Charge = { lines: [], costNanoUsd: 0n }

/** The cost of a minute of listening and a minute of speaking after the conversation so far. */
export const turnCost = (tariff: Tariff, before: TokenClasses): bigint =>
  priceTokens(estimatedTokens(before, { inputMs: 60_000, outputMs: 60_000, characters: 1_000 }), tariff)
    .costNanoUsd

/** The provider's usage of a response, with its cost here; null without a report. */
export const withCost = (usage: unknown, costUsd: number): JsonObject | null =>
  isObject(usage) ? { ...usage, cost: costUsd } : null

export const nothingBefore = (): TokenClasses => NO_TOKENS
