import { isVideo } from '../../canonical/media-type.ts'
import type { DialectCapabilities, Markable } from '../../capabilities.ts'
import { exactParserOf } from '../../json/exact.ts'
import { objectOf, type JsonObject } from '../../json/object.ts'
import { levelThinking, OPENAI_FAMILY, OPENAI_FIELDS } from '../openai-capabilities.ts'
import { readOpenAiChoice } from '../openai-tools.ts'
import { citationsFor } from '../url-citations.ts'
import { bounds } from './bounds.ts'
import { schemas } from './schemas.ts'
import { requestSchema } from './wire.ts'
import { typedTool } from '../typed-tools.ts'

const isSeveral = (value: unknown): boolean => typeof value === 'number' && value > 1
const asksForAudio = (value: unknown): boolean =>
  Array.isArray(value) && value.some((modality) => modality !== 'text')

const isContent = (on: Markable): boolean => on === 'system' || on === 'said' || on === 'answered'

const NONE: ReadonlySet<string> = new Set()

/** The Responses API has more to say of caching (`PromptCacheOptions` of both in `openai` 7.59). */
const unsharedCaching = ({ mode: _mode, ttl, ...others }: JsonObject): string[] => [
  ...Object.keys(others),
  ...(ttl === undefined || ttl === '30m' ? [] : ['ttl']),
]

const NO_STORED_PICTURE = 'Chat Completions cannot refer to stored images; send the content.'
const NO_URL = 'a file by URL cannot be read by this model; send its content.'
const NO_AUDIO_URL = 'audio by URL cannot be heard by this model; send its content.'

/** What Chat Completions can say (`openai` 7.59), and what becomes of its own fields elsewhere. */
export const capabilities: DialectCapabilities = {
  ...OPENAI_FAMILY,
  requestSchema,
  // OpenRouter, vLLM, llama.cpp.
  unreadFields: ['min_p', 'min_tokens', 'mode', 'speed', 'top_a', 'top_n'],
  turnsField: 'messages',
  toolSchemaField: 'function.parameters',
  toolStrictField: 'function.strict',
  parsers: { request: exactParserOf(['parameters', 'schema']), answer: exactParserOf(['arguments']) },
  hasImageUrls: true,
  answerIdPrefix: 'chatcmpl-',
  outputLimitFields: ['max_tokens', 'max_completion_tokens'],
  stream: { hasEventNames: false, hasEventIds: true, keepAlive: ': keep-alive\n' },
  schemas,
  maxCallIdLength: 40,
  stops: { most: 4, takes: () => true },
  thinking: {
    ...levelThinking,
    isShown: (_plan, { hasReasoningObject }) => (hasReasoningObject ? true : 'fixed'),
  },
  // "Expected a base64-encoded data URL with an application/pdf MIME type"
  hasTextFiles: false,
  refuseMedia: (part, source) => {
    if (source.type === 'file-id' && part.type === 'image') return NO_STORED_PICTURE
    if (source.type !== 'url' || part.type === 'image' || isVideo(source)) return undefined
    return part.type === 'audio' ? NO_AUDIO_URL : NO_URL
  },
  hasCacheMarker: (on, { cacheMarkerField }) =>
    cacheMarkerField !== undefined &&
    (isContent(on) || (on === 'tool' && cacheMarkerField === 'cache_control')),
  hasPlainReasoning: ({ thinkingField, hasReasoningObject }) =>
    thinkingField !== undefined || hasReasoningObject === true,
  hasInstructionMedia: false,
  hasEmptyConversations: true,
  // "'messages' must contain the word 'json' in some form"
  jsonWordIn: 'prompt',
  bounds,
  // Of servers that speak like OpenAI only some know annotations.
  canReplay: (citation, text, { hasOpenaiFields, hasReasoningObject }) =>
    (hasOpenaiFields === true || hasReasoningObject === true) &&
    citationsFor('openai-chat', [citation], text).length > 0,
  builtInTools: { web_search_options: 'webSearch', browser_search: 'webSearch' },
  toolsAskedBy: typedTool,
  showsToolCalls: false,
  // `openai` 7.59: only the Responses API has it.
  lacksTiers: new Set(['ultrafast']),
  sharedFields: ({ hasOpenaiFields }) => (hasOpenaiFields ? OPENAI_FIELDS : NONE),
  unshared: (field, value) => (field === 'prompt_cache_options' ? unsharedCaching(objectOf(value)) : []),
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
    cache: 'cache_control',
    detail: 'messages.content.image_url.detail',
    output: 'response_format',
    allowsParallelToolCalls: 'parallel_tool_calls',
    user: 'user',
    metadata: 'metadata',
    cacheKey: 'prompt_cache_key',
    serviceTier: 'service_tier',
  },
  reasoningFields: ['reasoning', 'reasoning_effort', 'thinking'],
  lacks: {
    topK: 'OpenAI has no top-k; servers that support it are marked.',
    serviceTier: 'Service tiers differ between providers.',
    metadata: 'OpenAI accepts metadata only with stored answers.',
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
    tool_choice: {
      action: 'refused',
      reason: 'this kind of tool choice exists only at OpenAI.',
      isNeeded: (choice) => readOpenAiChoice(objectOf(choice)) === undefined,
    },
    modalities: { action: 'refused', reason: 'this model answers in text only.', isNeeded: asksForAudio },
    audio: { action: 'refused', reason: 'this model answers in text only.' },
    web_search_options: { action: 'refused', reason: 'this model has no built-in web search.' },
    logit_bias: { action: 'dropped', reason: 'Token ids differ between models.' },
    prediction: { action: 'dropped', reason: 'Predicted output only makes OpenAI faster.' },
  },
}
