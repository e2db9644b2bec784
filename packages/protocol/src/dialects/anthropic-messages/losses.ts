import type { DialectLimits } from '../../canonical/losses.ts'

/** What cannot be said in Anthropic's dialect, and what becomes of its own fields elsewhere. */
export const limits: DialectLimits = {
  fields: {
    maxOutputTokens: 'max_tokens',
    temperature: 'temperature',
    topP: 'top_p',
    topK: 'top_k',
    stop: 'stop_sequences',
    reasoning: 'thinking',
    citations: 'citations',
    output: 'output_config.format',
    allowsParallelToolCalls: 'tool_choice.disable_parallel_tool_use',
    user: 'metadata.user_id',
    serviceTier: 'service_tier',
  },
  lacks: {
    seed: 'Anthropic has no seed.',
    frequencyPenalty: 'Anthropic has no penalties.',
    presencePenalty: 'Anthropic has no penalties.',
    verbosity: 'Anthropic has no verbosity.',
    topLogprobs: 'Anthropic reports no log probabilities.',
    metadata: 'Anthropic takes nothing but a user id.',
    cacheKey: 'Anthropic caches by markers in the prompt, not by a key.',
    serviceTier: 'Service tiers of one provider mean nothing to another.',
  },
  extensions: {
    provider: { action: 'handled' },
    models: { action: 'handled' },
    // A hint: other providers cache by themselves.
    cache_control: { action: 'handled' },
    context_management: { action: 'dropped', reason: 'Only Anthropic edits the context by itself.' },
    container: { action: 'refused', reason: 'containers exist only at Anthropic.' },
    mcp_servers: { action: 'refused', reason: 'only Anthropic calls MCP servers by itself.' },
    thinking: { action: 'dropped', reason: 'This way of thinking exists only at Anthropic.' },
  },
}
