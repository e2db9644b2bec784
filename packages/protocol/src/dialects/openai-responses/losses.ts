import type { DialectLimits } from '../../canonical/losses.ts'
import { objectOf } from '../../json/object.ts'
import { readOpenAiChoice } from '../openai-tools.ts'

/** What cannot be said in the Responses dialect, and what becomes of its own fields elsewhere. */
export const limits: DialectLimits = {
  fields: {
    maxOutputTokens: 'max_output_tokens',
    temperature: 'temperature',
    topP: 'top_p',
    verbosity: 'text.verbosity',
    topLogprobs: 'top_logprobs',
    reasoning: 'reasoning',
    citations: 'annotations',
    output: 'text.format',
    allowsParallelToolCalls: 'parallel_tool_calls',
    user: 'user',
    metadata: 'metadata',
    cacheKey: 'prompt_cache_key',
    serviceTier: 'service_tier',
  },
  lacks: {
    topK: 'The Responses API has no top-k.',
    stop: 'The Responses API has no stop sequences.',
    seed: 'The Responses API has no seed.',
    frequencyPenalty: 'The Responses API has no penalties.',
    presencePenalty: 'The Responses API has no penalties.',
    serviceTier: 'Service tiers of one provider mean nothing to another.',
  },
  extensions: {
    store: { action: 'handled' },
    previous_response_id: { action: 'handled' },
    conversation: { action: 'handled' },
    background: { action: 'handled' },
    include: { action: 'handled' },
    stream_options: { action: 'handled' },
    provider: { action: 'handled' },
    models: { action: 'handled' },
    reasoning: { action: 'dropped', reason: 'How long a summary is to be, only OpenAI can be told.' },
    tool_choice: {
      action: 'refused',
      reason: 'this kind of tool choice exists only at OpenAI.',
      isNeeded: (choice) => readOpenAiChoice(objectOf(choice)) === undefined,
    },
    prompt: { action: 'refused', reason: 'prompts stored at OpenAI are not reachable from this model.' },
    max_tool_calls: { action: 'dropped', reason: 'This model has no built-in tools to limit.' },
    truncation: {
      action: 'refused',
      reason: 'this model does not shorten a conversation by itself.',
      isNeeded: (value) => value === 'auto',
    },
  },
}
