/** `provider:its name` of what a provider's own price page gives away. Any other price of 0 is an unknown one. */
const FREE_MODELS: readonly string[] = [
  // https://docs.z.ai/guides/overview/pricing
  'zai:glm-4.5-flash',
  'zai:glm-4.6v-flash',
  'zai:glm-4.7-flash',
]

/** OpenRouter's own word for it: https://openrouter.ai/docs/guides/routing/model-variants/free */
export const isGivenAway = (provider: string, model: string): boolean =>
  model.endsWith(':free') || FREE_MODELS.includes(`${provider}:${model}`)
