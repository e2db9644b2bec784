/**
 * Token counts of one generation, in classes that never overlap: every token is in exactly one class and is
 * priced once. Dialects that report totals (OpenAI's `prompt_tokens` includes cached tokens) are taken apart
 * when they are read and put together again when they are written.
 */
export type Usage = {
  /** Text input neither read from nor written to a cache. */
  inputTokens: number
  cacheReadTokens: number
  /** Written to a cache that lives for 5 minutes (or the provider's only lifetime). */
  cacheWriteTokens: number
  /** Written to a cache that lives for 1 hour. */
  cacheWrite1hTokens: number
  audioInputTokens: number
  imageInputTokens: number
  /** Visible text and tool calls. */
  outputTokens: number
  reasoningTokens: number
  audioOutputTokens: number
  imageOutputTokens: number
  /** True when the provider reported nothing and we counted. */
  isEstimated: boolean
  /** Served with the caller's own key of the provider, who asks this of its owner. */
  byok?: { upstreamCostUsd: number }
  /** The provider's own usage object, untouched. */
  raw?: unknown
}

/** The classes alone. */
export type UsageClasses = Omit<Usage, 'isEstimated' | 'byok' | 'raw'>

/** A usage with every class zero. */
export const emptyUsage = (): Usage => ({
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  audioInputTokens: 0,
  imageInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  audioOutputTokens: 0,
  imageOutputTokens: 0,
  isEstimated: false,
})

/** All input classes together, in tokens: what OpenAI calls `prompt_tokens`. */
export const totalInputTokens = (usage: UsageClasses): number =>
  usage.inputTokens +
  usage.cacheReadTokens +
  usage.cacheWriteTokens +
  usage.cacheWrite1hTokens +
  usage.audioInputTokens +
  usage.imageInputTokens

/** All output classes together, in tokens: what OpenAI calls `completion_tokens`. */
export const totalOutputTokens = (usage: UsageClasses): number =>
  usage.outputTokens + usage.reasoningTokens + usage.audioOutputTokens + usage.imageOutputTokens
