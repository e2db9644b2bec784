/**
 * Nano-USD per million tokens of each class ($2.50 per million is 2_500_000_000n). A class without a rate of its own is
 * priced as `completeRateCard` says.
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
  /** Nano-USD per request, whatever its size. */
  request?: bigint
}

/** What a model costs. `tiers`, ascending: the rates of requests whose whole input is larger than `above` tokens. */
export type RateCard = Rates & { tiers?: RateTier[] }
export type RateTier = Rates & { above: number }

/** Rates with every class filled in. */
export type CompleteRateCard = Required<Rates>

/** The rates of a request by the size of its whole input: all of it costs what its tier says. */
export const ratesAt = ({ tiers, ...base }: RateCard, inputTokens: number): Rates =>
  tiers?.findLast(({ above }) => inputTokens > above) ?? base

/**
 * Fills the rates a card leaves out: cache classes cost what fresh input does (a 1-hour write what a 5-minute write
 * does), reasoning what output does, audio and images what text of the same direction does.
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
