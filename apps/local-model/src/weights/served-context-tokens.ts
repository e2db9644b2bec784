/** Each slot allocates the memory of its whole context when the model loads, even if requests are short. */
const MAX_CONTEXT_TOKENS = 4096

/** The maximum tokens of prompt and answer together, for a model trained on `trainedTokens`. */
export const servedContextTokens = (trainedTokens: number): number =>
  Math.min(trainedTokens, MAX_CONTEXT_TOKENS)
