import { TOKEN_UNITS, type ChargeLine, type TokenUnit, type Unit } from '@gptget/contracts'

/** Token counts by class; each token is in exactly one class. */
export type TokenClasses = {
  inputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  cacheWrite1hTokens: number
  audioInputTokens: number
  imageInputTokens: number
  outputTokens: number
  reasoningTokens: number
  audioOutputTokens: number
  imageOutputTokens: number
}

/** Quantities by unit; omitted ones are zero. */
export type Quantities = { [unit in Unit]?: number }

/** The class of each token unit. */
const CLASSES: Record<TokenUnit, keyof TokenClasses> = {
  input_tokens: 'inputTokens',
  cache_read_tokens: 'cacheReadTokens',
  cache_write_tokens: 'cacheWriteTokens',
  cache_write_1h_tokens: 'cacheWrite1hTokens',
  audio_input_tokens: 'audioInputTokens',
  image_input_tokens: 'imageInputTokens',
  output_tokens: 'outputTokens',
  reasoning_tokens: 'reasoningTokens',
  audio_output_tokens: 'audioOutputTokens',
  image_output_tokens: 'imageOutputTokens',
}

/** Token classes as quantities of units. */
export const quantitiesOf = (classes: TokenClasses): Quantities => {
  const quantities: Quantities = {}
  for (const unit of TOKEN_UNITS) {
    const count = classes[CLASSES[unit]]
    if (count !== 0) quantities[unit] = count
  }
  return quantities
}

/** The token classes of a charge: zero without a line. */
export const tokenClassesOf = (lines: readonly Pick<ChargeLine, 'unit' | 'quantity'>[]): TokenClasses => {
  const quantities = new Map(lines.map(({ unit, quantity }) => [unit, quantity]))
  return Object.fromEntries(
    TOKEN_UNITS.map((unit) => [CLASSES[unit], quantities.get(unit) ?? 0]),
  ) as TokenClasses
}
