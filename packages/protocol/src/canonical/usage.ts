import type { ProviderTool } from '@gptget/contracts'

/** The number of calls of each tool that the provider runs. */
export type ToolCalls = { [tool in ProviderTool]?: number }

/** How the provider served it, if that has its own price, by the provider's names in lower case. */
export type ServedTerms = { serviceTier?: string; speed?: string; geography?: string }

/**
 * Token counts of one generation, in classes that never overlap: every token is in exactly one class and is priced
 * once. Dialects with totals (OpenAI's `prompt_tokens` includes cached tokens) are split when read and summed again
 * when written.
 */
export type Usage = {
  /** Text input that is neither read from nor written to a cache. */
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
  /** The provider's report of how it served it; undefined without one. */
  terms?: ServedTerms
  /** The provider's count; undefined without one. */
  toolCalls?: ToolCalls
  /** True if the provider reported nothing and we counted. */
  isEstimated: boolean
  /** Served with the caller's own provider key, whose owner the provider charges this. */
  byok?: { upstreamCostUsd: number }
  /** The answer ended because the credit did not cover more. */
  endedBy?: 'credits'
  /** The provider's own usage object, unchanged. */
  raw?: unknown
}

/** The classes alone. */
export type UsageClasses = Omit<Usage, 'isEstimated' | 'terms' | 'toolCalls' | 'byok' | 'endedBy' | 'raw'>

/** The token classes of a usage, without its other fields. */
export const classesOf = ({
  isEstimated: _isEstimated,
  terms: _terms,
  toolCalls: _toolCalls,
  byok: _byok,
  endedBy: _endedBy,
  raw: _raw,
  ...classes
}: Usage): UsageClasses => classes

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

/** All input classes together, in tokens: OpenAI's `prompt_tokens`. */
export const totalInputTokens = (usage: UsageClasses): number =>
  usage.inputTokens +
  usage.cacheReadTokens +
  usage.cacheWriteTokens +
  usage.cacheWrite1hTokens +
  usage.audioInputTokens +
  usage.imageInputTokens

/** All output classes together, in tokens: OpenAI's `completion_tokens`. */
export const totalOutputTokens = (usage: UsageClasses): number =>
  usage.outputTokens + usage.reasoningTokens + usage.audioOutputTokens + usage.imageOutputTokens
