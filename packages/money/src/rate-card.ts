import type { ProviderTool } from '@gptget/contracts'

/**
 * Nano-USD per million tokens of each class ($2.50 per million is 2_500_000_000n). `completeRateCard` prices a class
 * without its own rate.
 */
export type Rates = {
  input: bigint
  output: bigint
  cacheRead?: bigint
  cacheWrite?: bigint
  cacheWrite1h?: bigint
  reasoning?: bigint
  audioInput?: bigint
  audioOutput?: bigint
  imageInput?: bigint
  imageOutput?: bigint
  /** Nano-USD per request of any size. */
  request?: bigint
}

/** Every class of `Rates`. */
export const RATE_NAMES = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'reasoning',
  'audioInput',
  'audioOutput',
  'imageInput',
  'imageOutput',
  'request',
] as const satisfies readonly (keyof Rates)[]

export type RateTier = Rates & { above: number }
/** `tiers`, ascending: the rates of requests whose whole input is larger than `above` tokens. */
export type TieredRates = Rates & { tiers?: RateTier[] }

/** Nano-USD for one unit other than tokens; for a million characters, for 10^9 bytes of storage. */
export type UnitRates = {
  perImage?: bigint
  perSecond?: bigint
  perMinute?: bigint
  perMillionCharacters?: bigint
  perHour?: bigint
  /** For a gigabyte stored for one hour. */
  perGigabyteHour?: bigint
}

/** Every unit of `UnitRates`. */
export const UNIT_NAMES = [
  'perImage',
  'perSecond',
  'perMinute',
  'perMillionCharacters',
  'perHour',
  'perGigabyteHour',
] as const satisfies readonly (keyof UnitRates)[]

/** The price of a request by its attributes. */
export type Surcharges = {
  /** By the name of a service tier in the request (`priority`, `flex`): replaces the card's own price. */
  serviceTiers?: Record<string, TieredRates>
  /** By the name of a speed in the request (`fast`): replaces the card's own price. */
  speeds?: Record<string, TieredRates>
  /** By the requested region (`us`): basis points of the price, 11_000 is 110 %. */
  geographies?: Record<string, number>
  /** Nano-USD for each call. */
  toolCalls?: Partial<Record<ProviderTool, bigint>>
}

/**
 * Other rates for requests with all of these attributes: `{ when: { size: '1024x1024', quality: 'high' }, perImage: …
 * }`.
 */
export type RateVariant = UnitRates & { when: Record<string, string> }

/**
 * The price of a model, or of another product. `variants`: the first one that matches and has a rate for a unit prices
 * it, else the card itself does.
 */
export type RateCard = TieredRates & UnitRates & { variants?: RateVariant[]; surcharges?: Surcharges }

/** Rates with every class filled in. */
export type CompleteRateCard = Required<Rates>

/** The rates of a request by the size of its whole input: its tier applies to all of it. */
export const ratesAt = (card: TieredRates, inputTokens: number): Rates =>
  card.tiers?.findLast(({ above }) => inputTokens > above) ?? card

/**
 * Fills in missing rates: cache classes cost as much as fresh input (a 1-hour write as much as a 5-minute write),
 * reasoning as much as output, audio and images as much as text of the same direction.
 */
export const completeRateCard = (card: Rates): CompleteRateCard => {
  const cacheWrite = card.cacheWrite ?? card.input
  return {
    input: card.input,
    output: card.output,
    cacheRead: card.cacheRead ?? card.input,
    cacheWrite,
    cacheWrite1h: card.cacheWrite1h ?? cacheWrite,
    reasoning: card.reasoning ?? card.output,
    audioInput: card.audioInput ?? card.input,
    audioOutput: card.audioOutput ?? card.output,
    imageInput: card.imageInput ?? card.input,
    imageOutput: card.imageOutput ?? card.output,
    request: card.request ?? 0n,
  }
}
