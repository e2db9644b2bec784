import type { Dialect } from '@gptget/contracts'
import { namesOf, type Path } from '../plausible.ts'
import { valueAt } from '../says-nothing.ts'

type Json = Record<string, unknown>

type Rule = {
  from?: Dialect
  to?: Dialect
  at: RegExp
  value?: unknown
  /** Only in an object like this, which contains the leaf, or in a block like this. */
  within?: (object: Json) => boolean
  block?: (block: Json) => boolean
  reason: string
}

/** Parts of answers that the caller's dialect cannot express, each with its reason. */
const RULES: Rule[] = [
  {
    from: 'openai-responses',
    at: /^output\./,
    block: ({ type }) => !['message', 'function_call', 'reasoning'].includes(String(type)),
    reason: 'An item of a tool that only OpenAI runs.',
  },
  {
    from: 'anthropic-messages',
    at: /^content\./,
    block: ({ type }) => !['text', 'thinking', 'redacted_thinking', 'tool_use'].includes(String(type)),
    reason: 'A block of a tool that only Anthropic runs.',
  },
  {
    from: 'gemini',
    at: /^candidates\.content\.parts\.(audioTranscription|codeExecutionResult|executableCode|fileData|functionResponse|mediaProcessing|mediaResolution|speechMetadata|toolCall|toolResponse|videoMetadata|partMetadata)\b/,
    reason: 'A part that only Gemini’s own tools and settings make.',
  },
  {
    from: 'openai-responses',
    at: /^output\.(id|status|phase|caller\b|async|created_by)/,
    reason: 'A label: what an item is called where it was made.',
  },
  {
    from: 'openai-responses',
    at: /annotations\./,
    within: ({ type }) => type !== 'url_citation',
    reason: 'A file that is kept at OpenAI has no address.',
  },
  {
    from: 'anthropic-messages',
    at: /citations\./,
    within: ({ type }) => type !== 'web_search_result_location',
    reason: 'A document of the request has no address.',
  },
  {
    at: /^(id|responseId|created(_at)?|completed_at|createTime|object|type|role|model|modelVersion|modelStatus\..*|system_fingerprint)$/,
    reason: 'An answer has our id, our time and the name the caller knows the model by.',
  },
  {
    at: /^(service_tier|usage\.(service_tier|speed|inference_geo)|usageMetadata\.trafficType)$/,
    reason: 'It decides the price: the receipt tells it.',
  },
  { at: /(total_tokens|totalTokenCount)$/, reason: 'A sum, which is made again.' },
  {
    at: /(^|\.)(moderation|safetyRatings|promptFeedback|container|context_management|stop_details\.(?!explanation)|diagnostics)/,
    reason: 'What a provider checks and keeps by itself has no word elsewhere.',
  },
  { at: /^metadata\./, reason: 'It is the caller’s own, and comes back from where it was kept.' },
  { at: /logprobs(Result)?\./, to: 'anthropic-messages', reason: 'Anthropic has no log probabilities.' },
  { at: /logprobs\.refusal\./, reason: 'Only Chat Completions tells them of a refusal.' },
  { at: /bytes$/, to: 'gemini', reason: 'Gemini’s tokens are texts.' },
  {
    at: /(tokenId|logProbabilitySum|avgLogprobs)$/,
    reason: 'Only Google numbers its tokens and sums their logarithms.',
  },
  {
    at: /_prediction_tokens$|text_tokens$|PromptTokenCount$|^candidates\.tokenCount$|PromptTokensDetails/i,
    reason: 'They are part of a class that is told.',
  },
  { at: /server_tool_use|\.iterations\b/, reason: 'Calls of a provider’s tools stand on the receipt.' },
  { at: /audio_tokens$|image_tokens$/, reason: 'They are part of the input and the output.' },
  {
    at: /cache_write_tokens|cache_creation_input_tokens$/,
    reason: 'Gemini tells no writes; elsewhere they are told by how long they live.',
  },
  {
    at: /TokensDetails\./,
    reason: 'Tokens by their kind, where the caller’s dialect has no such kinds, are part of the sum.',
  },
  {
    from: 'openai-responses',
    at: /^(status|output\.namespace)$/,
    reason: 'Only whole answers are read here, and namespaces are a caller’s of the same dialect.',
  },
  {
    from: 'anthropic-messages',
    at: /^content\.(caller\.tool_id|toolset_name)$/,
    reason: 'A label of a tool that Anthropic runs.',
  },
  {
    at: /citations\.(cited_text|encrypted_index|license|publicationDate\.\w+)$/,
    reason: 'A page is told by its address and its place.',
  },
  { at: /^stop_sequence$/, reason: 'Elsewhere an answer only says that it stopped.' },
  { from: 'gemini', at: /partialArgs\./, reason: 'Arguments in pieces stand in streams alone.' },
  {
    from: 'gemini',
    at: /inlineData\.(displayName|mimeType)$/,
    reason: 'What a picture is shows in its bytes.',
  },
  {
    from: 'gemini',
    to: 'anthropic-messages',
    at: /inlineData\./,
    reason: 'Claude’s answers hold no pictures.',
  },
  {
    from: 'gemini',
    to: 'anthropic-messages',
    at: /parts\.thoughtSignature$/,
    within: ({ inlineData }) => inlineData !== undefined,
    reason: 'The signature of such a picture goes with it.',
  },
  {
    from: 'openai-responses',
    at: /content\.logprobs\./,
    block: ({ content }) => Array.isArray(content) && content.some((part: Json) => part['text'] === ''),
    reason: 'Where no words are said, there is nothing to tell of them.',
  },
  {
    from: 'gemini',
    at: /parts\.thoughtSignature$/,
    block: ({ functionCall, thought, text }) =>
      functionCall === undefined && (thought !== true || typeof text !== 'string'),
    reason: 'Signatures of words and pictures need not come back.',
  },
  {
    from: 'gemini',
    at: /^candidates\.(continuationToken|finishReason)$/,
    reason: 'The reason is told in the words there are elsewhere, several of Google’s by one.',
  },
  {
    from: 'gemini',
    at: /parts\.thought$/,
    block: ({ text }) => typeof text !== 'string' || text === '',
    reason: 'Only words are thoughts.',
  },
  { from: 'gemini', at: /topCandidates\./, reason: 'They count beside the tokens that were chosen.' },
  {
    from: 'gemini',
    at: /groundingMetadata\.(?!groundingChunks|groundingSupports\.segment\.(startIndex|endIndex))|groundingChunks\.(web\.domain|image\.(domain|imageUri)|maps\.(?!uri|title)|retrievedContext\.)|segment\.(text|partIndex)$/,
    reason: 'Of a source its address, its title and its place are told.',
  },
  {
    from: 'gemini',
    at: /urlContextMetadata\./,
    reason: 'Which pages were read, only Gemini tells apart from what it cites.',
  },
  { at: /audio\.(id|expires_at)$/, reason: 'Speech kept at a provider is not reached from here.' },
  {
    at: /audio\.(data|transcript)$/,
    reason: 'Neither Responses nor Claude speaks; Gemini’s speech has no words beside it.',
  },
]

/** The depth of an answer's blocks. */
const BLOCK_DEPTHS: Record<Dialect, number> = {
  'openai-chat': 3,
  'openai-responses': 2,
  'anthropic-messages': 2,
  gemini: 5,
}

export const isUnsayable = (from: Dialect, to: Dialect, body: Json, path: Path): boolean => {
  const names = namesOf(path)
  const value = valueAt(body, path)
  const block = (valueAt(body, path.slice(0, BLOCK_DEPTHS[from])) ?? {}) as Json
  const around = valueAt(body, path.slice(0, -1)) as Json
  return RULES.some(
    (rule) =>
      (rule.from ?? from) === from &&
      (rule.to ?? to) === to &&
      (rule.value === undefined || rule.value === value) &&
      (rule.within === undefined || rule.within(around)) &&
      (rule.block === undefined || rule.block(block)) &&
      rule.at.test(names),
  )
}
