/** `provider:name` of models that are free by the provider's price page. Any other price of 0 means unknown. */
const FREE_MODELS: readonly string[] = [
  // https://docs.z.ai/guides/overview/pricing
  'zai:glm-4.5-flash',
  'zai:glm-4.6v-flash',
  'zai:glm-4.7-flash',
]

/** Whether a model is free. `:free` is OpenRouter's: https://openrouter.ai/docs/guides/routing/model-variants/free */
export const isGivenAway = (provider: string, model: string): boolean =>
  model.endsWith(':free') || FREE_MODELS.includes(`${provider}:${model}`)
