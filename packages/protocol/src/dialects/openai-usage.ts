import { emptyUsage, totalInputTokens, totalOutputTokens, type Usage } from '../canonical/usage.ts'
import { objectOf, type JsonObject } from '../json/object.ts'
import { ReportedCounts } from './reported-counts.ts'

/**
 * Reads the `usage` object of either OpenAI dialect, because servers of one also use the other's names. The totals
 * include all input and output classes; they are split so that no token is counted twice. Cache counts are read under
 * the names of OpenAI, DeepSeek (`prompt_cache_hit_tokens`), Moonshot (`cached_tokens`), OpenRouter
 * (`cache_write_tokens`), LiteLLM (`cache_creation_tokens`) and Anthropic (`cache_read_input_tokens`).
 */
export const readOpenAiUsage = (raw: JsonObject): Usage => {
  const counts = new ReportedCounts()
  const input = objectOf(raw['prompt_tokens_details'] ?? raw['input_tokens_details'])
  const output = objectOf(raw['completion_tokens_details'] ?? raw['output_tokens_details'])
  const usage = emptyUsage()
  readCache(usage, raw, input, counts)
  const cached = totalInputTokens(usage)
  const prompt = counts.of(raw['prompt_tokens'], raw['input_tokens'])
  usage.audioInputTokens = counts.of(input['audio_tokens'])
  usage.imageInputTokens = counts.of(input['image_tokens'])
  // A total below the cached count does not include it: such servers count like Anthropic.
  const total = prompt < cached ? prompt + cached : prompt
  usage.inputTokens = Math.max(0, total - totalInputTokens(usage))
  readOutput(usage, raw, output, counts)
  // OpenRouter's name for searches, and Perplexity's.
  const searches = objectOf(raw['server_tool_use'])['web_search_requests'] ?? raw['num_search_queries']
  if (searches !== undefined) usage.toolCalls = { webSearch: counts.of(searches) }
  usage.isEstimated = !counts.areSound
  usage.raw = raw
  return usage
}

const readCache = (usage: Usage, raw: JsonObject, input: JsonObject, counts: ReportedCounts): void => {
  usage.cacheReadTokens = counts.of(
    input['cached_tokens'],
    input['cache_read_tokens'],
    input['cache_read_input_tokens'],
    raw['prompt_cache_hit_tokens'],
    raw['cached_tokens'],
    raw['cache_read_input_tokens'],
    raw['cache_read_tokens'],
  )
  const written = counts.of(
    input['cache_write_tokens'],
    input['cache_creation_tokens'],
    input['cached_creation_tokens'],
    input['cache_creation_input_tokens'],
    raw['cache_creation_input_tokens'],
    raw['cache_creation_tokens'],
    raw['cache_write_tokens'],
  )
  const split = objectOf(
    input['cache_write_tokens_details'] ??
      input['cache_creation_token_details'] ??
      raw['cache_creation'] ??
      raw['cache_creation_token_details'],
  )
  const long = counts.of(split['ttl_12h_tokens'], split['ephemeral_1h_input_tokens'])
  const short = counts.of(split['ttl_30m_tokens'], split['ephemeral_5m_input_tokens'])
  Object.assign(usage, splitWritten(written, short, long))
}

/** Cache writes by lifetime. Servers omit the total or one of the halves. */
export const splitWritten = (
  written: number,
  short: number,
  long: number,
): Pick<Usage, 'cacheWriteTokens' | 'cacheWrite1hTokens'> => ({
  cacheWriteTokens: Math.max(short, written - long),
  cacheWrite1hTokens: long,
})

const readOutput = (usage: Usage, raw: JsonObject, output: JsonObject, counts: ReportedCounts): void => {
  usage.audioOutputTokens = counts.of(output['audio_tokens'])
  usage.imageOutputTokens = counts.of(output['image_tokens'])
  const completion = counts.of(raw['completion_tokens'], raw['output_tokens'])
  // Tokens that are only in the total: xAI and Gemini exclude reasoning from `completion_tokens`.
  const hidden = Math.max(0, counts.of(raw['total_tokens']) - totalInputTokens(usage) - completion)
  const reported = output['reasoning_tokens'] ?? raw['reasoning_tokens'] ?? undefined
  usage.reasoningTokens = reported === undefined ? hidden : counts.of(reported)
  const total = completion + (hidden === usage.reasoningTokens ? hidden : 0)
  usage.outputTokens = Math.max(0, total - totalOutputTokens(usage))
}
