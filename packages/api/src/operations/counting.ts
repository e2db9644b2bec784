/** The description of every count of tokens. */
export const COUNTING =
  'Free. The provider itself counts where it can (`x-gptget-token-count: exact`, and `x-gptget-provider` says who); elsewhere the gateway counts with the model’s tokenizer, or the nearest public one (`estimated`).'
