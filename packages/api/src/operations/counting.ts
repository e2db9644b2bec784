/** Part of the description of every operation that counts tokens. */
export const COUNTING =
  'Free. If the provider can count, it does (`x-gptget-token-count: exact`; `x-gptget-provider` names it). Otherwise the gateway counts with the model’s tokenizer or the closest public one (`estimated`).'
