import { isVideo } from '../../canonical/media-type.ts'
import type { ImagePart } from '../../canonical/request.ts'
import type { DialectCapabilities } from '../../capabilities.ts'
import { exactParserOf } from '../../json/exact.ts'
import { objectOf, optionalText } from '../../json/object.ts'
import { schemas } from '../openai-chat/schemas.ts'
import { bounds } from './bounds.ts'
import { levelThinking, OPENAI_FAMILY, OPENAI_FIELDS } from '../openai-capabilities.ts'
import { readOpenAiChoice } from '../openai-tools.ts'
import { citationsFor } from '../url-citations.ts'
import { requestSchema } from './wire.ts'
import { typedTool } from '../typed-tools.ts'

/** What OpenAI's image tool made is a picture to every model. */
const contentIn = (value: unknown): ImagePart[] | undefined => {
  const { type, result, output_format } = objectOf(value)
  if (type !== 'image_generation_call' || typeof result !== 'string') return undefined
  const mediaType = `image/${optionalText(output_format) ?? 'png'}`
  return [{ type: 'image', source: { type: 'base64', mediaType, base64: result } }]
}

/** What the Responses API can say, and what becomes of its own fields elsewhere. */
export const capabilities: DialectCapabilities = {
  ...OPENAI_FAMILY,
  requestSchema,
  unreadFields: [],
  turnsField: 'input',
  toolSchemaField: 'parameters',
  toolStrictField: 'strict',
  parsers: { request: exactParserOf(['parameters', 'schema', 'output_schema']), answer: JSON.parse },
  answerIdPrefix: 'resp_',
  repeatsRequest: true,
  hasStoredAnswers: true,
  stream: { hasEventNames: true, hasEventIds: true, keepAlive: ': keep-alive\n' },
  contentIn,
  schemas,
  maxCallIdLength: 64,
  stops: { most: 0, takes: () => true },
  thinking: { ...levelThinking, isShown: () => false },
  hasTextFiles: true,
  refuseMedia: (part, source) => {
    if (part.type === 'audio') return 'this model cannot hear audio.'
    return isVideo(source) ? 'this model cannot watch video.' : undefined
  },
  hasCacheMarker: (on, { cacheMarkerField }) =>
    on === 'said' && cacheMarkerField === 'prompt_cache_breakpoint',
  hasInstructionMedia: true,
  hasEmptyConversations: false,
  // Instructions do not count: "Response input messages must contain the word 'json' in some form".
  jsonWordIn: 'conversation',
  bounds,
  canReplay: (citation, text) => citationsFor('openai-responses', [citation], text).length > 0,
  sharedFields: () => OPENAI_FIELDS,
  // https://platform.openai.com/docs/pricing#built-in-tools
  builtInTools: {
    computer: 'caller',
    computer_use_preview: 'caller',
    local_shell: 'caller',
    apply_patch: 'caller',
    tool_search: 'caller',
    programmatic_tool_calling: 'caller',
    mcp: 'tokens',
    web_search: 'webSearch',
    web_search_preview: 'webSearch',
    file_search: 'fileSearch',
    code_interpreter: 'codeExecution',
  },
  toolsAskedBy: typedTool,
  showsToolCalls: true,
  fields: {
    maxOutputTokens: 'max_output_tokens',
    temperature: 'temperature',
    topP: 'top_p',
    verbosity: 'text.verbosity',
    topLogprobs: 'top_logprobs',
    reasoning: 'reasoning',
    citations: 'annotations',
    cache: 'prompt_cache_breakpoint',
    detail: 'input.content.detail',
    output: 'text.format',
    allowsParallelToolCalls: 'parallel_tool_calls',
    user: 'user',
    metadata: 'metadata',
    cacheKey: 'prompt_cache_key',
    serviceTier: 'service_tier',
  },
  reasoningFields: ['reasoning'],
  lacks: {
    topK: 'The Responses API has no top-k.',
    stop: 'The Responses API has no stop sequences.',
    seed: 'The Responses API has no seed.',
    frequencyPenalty: 'The Responses API has no penalties.',
    presencePenalty: 'The Responses API has no penalties.',
    serviceTier: 'Service tiers differ between providers.',
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
    reasoning: { action: 'dropped', reason: 'Only OpenAI has a length for summaries.' },
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
      isNeeded: (value) => value !== 'disabled',
    },
  },
}
