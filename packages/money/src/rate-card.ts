/**
 * What a model costs: nano-USD per million tokens of each class ($2.50 per million is 2_500_000_000n).
 * A class without a rate of its own is priced as `completeRateCard` says.
 */
export type RateCard = {
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

/** A rate card with every class filled in. */
export type CompleteRateCard = Required<RateCard>

/**
 * Fills the rates a card leaves out: cache classes cost what fresh input does (a 1-hour write what a 5-minute write
 * does), reasoning what output does, audio and images what text of the same direction does.
 */
export const completeRateCard = (card: RateCard): CompleteRateCard => {
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
