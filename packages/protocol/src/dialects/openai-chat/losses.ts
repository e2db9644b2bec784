import type { DialectLimits } from '../../canonical/losses.ts'
import { objectOf } from '../../json/object.ts'
import { readOpenAiChoice } from '../openai-tools.ts'

const isSeveral = (value: unknown): boolean => typeof value === 'number' && value > 1
const asksForAudio = (value: unknown): boolean =>
  Array.isArray(value) && value.some((modality) => modality !== 'text')

/** What cannot be said in the chat dialect, and what becomes of its own fields elsewhere. */
export const limits: DialectLimits = {
  fields: {
    maxOutputTokens: 'max_tokens',
    temperature: 'temperature',
    topP: 'top_p',
    topK: 'top_k',
    stop: 'stop',
    seed: 'seed',
    frequencyPenalty: 'frequency_penalty',
    presencePenalty: 'presence_penalty',
    verbosity: 'verbosity',
    topLogprobs: 'logprobs',
    reasoning: 'reasoning_effort',
    citations: 'annotations',
    output: 'response_format',
    allowsParallelToolCalls: 'parallel_tool_calls',
    user: 'user',
    metadata: 'metadata',
    cacheKey: 'prompt_cache_key',
    serviceTier: 'service_tier',
  },
  lacks: {
    topK: 'OpenAI has no top-k; servers that have it are marked so.',
    serviceTier: 'Service tiers of one provider mean nothing to another.',
    metadata: 'OpenAI takes metadata only with answers it stores.',
  },
  extensions: {
    stream_options: { action: 'handled' },
    store: { action: 'handled' },
    provider: { action: 'handled' },
    models: { action: 'handled' },
    route: { action: 'handled' },
    transforms: { action: 'handled' },
    usage: { action: 'handled' },
    thinking: { action: 'handled' },
    n: { action: 'refused', reason: 'this model gives one answer at a time.', isNeeded: isSeveral },
    functions: { action: 'refused', reason: 'is deprecated and not translated; send `tools`.' },
    function_call: { action: 'refused', reason: 'is deprecated and not translated; send `tool_choice`.' },
    tool_choice: {
      action: 'refused',
      reason: 'this kind of tool choice exists only at OpenAI.',
      isNeeded: (choice) => readOpenAiChoice(objectOf(choice)) === undefined,
    },
    modalities: { action: 'refused', reason: 'this model answers in text only.', isNeeded: asksForAudio },
    audio: { action: 'refused', reason: 'this model answers in text only.' },
    web_search_options: { action: 'refused', reason: 'this model has no built-in web search.' },
    logit_bias: { action: 'dropped', reason: 'The tokens of one model mean nothing to another.' },
    prediction: { action: 'dropped', reason: 'Predicted output only speeds OpenAI up.' },
  },
}
