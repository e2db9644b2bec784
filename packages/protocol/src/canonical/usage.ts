import type { ProviderTool } from '@gptget/contracts'

/** How often each tool that the provider runs was called. */
export type ToolCalls = { [tool in ProviderTool]?: number }

/** How the provider served it, where that has a price of its own, by the provider's names in small letters. */
export type ServedTerms = { serviceTier?: string; speed?: string; geography?: string }

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
  /** What the provider says it served it as; left out where it did not say. */
  terms?: ServedTerms
  /** What the provider counted; left out where it did not. */
  toolCalls?: ToolCalls
  /** True when the provider reported nothing and we counted. */
  isEstimated: boolean
  /** Served with the caller's own key of the provider, who asks this of its owner. */
  byok?: { upstreamCostUsd: number }
  /** The answer ended because nothing more of it could be paid for. */
  endedBy?: 'credits'
  /** The provider's own usage object, untouched. */
  raw?: unknown
}

/** The classes alone. */
export type UsageClasses = Omit<Usage, 'isEstimated' | 'terms' | 'toolCalls' | 'byok' | 'endedBy' | 'raw'>

/** The token classes of a usage, without what else it says. */
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
