/** Memory for a longer context is taken when the model loads, for every slot, whether anybody needs it or not. */
const MAX_CONTEXT_TOKENS = 4096

/** How many tokens of prompt and answer together are served of what a model was trained on. */
export const servedContextTokens = (trainedTokens: number): number =>
  Math.min(trainedTokens, MAX_CONTEXT_TOKENS)
