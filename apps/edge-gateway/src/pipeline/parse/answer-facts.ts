import type { ChatRequest } from '@gptget/protocol'

/** What must be known of an answer in advance, to reserve credit as it grows. */
export type AnswerFacts = {
  /** Whether the request asks for reasoning, which no stream shows token by token; null if it does not say. */
  thinks: boolean | null
  /** An answer without `stream` loses nothing if it is read as a stream and assembled. */
  isFoldable: boolean
  /** It is text, which may be cut off. */
  isText: boolean
}

export const answerFactsOf = (chat: ChatRequest): AnswerFacts => ({
  thinks: thinksOf(chat),
  isText: true,
  isFoldable: !chat.tools.some(({ type }) => type === 'opaque') && !asksForMore(chat.extensions),
})

const thinksOf = ({ reasoning }: ChatRequest): boolean | null => {
  if (reasoning === undefined) return null
  return reasoning.effort !== 'none' && reasoning.budgetTokens !== 0
}

/** What only a provider's whole answer has, or has in a different format than its stream. */
const WHOLE_ONLY = [
  'n',
  'modalities',
  'audio',
  'prediction',
  'include',
  'web_search_options',
  'container',
  'mcp_servers',
]
const GEMINI_WHOLE_ONLY =
  /"(candidate_?count|response_?modalities|response_?logprobs|logprobs|speech_?config)":/i

const asksForMore = (extensions: ChatRequest['extensions']): boolean => {
  if (WHOLE_ONLY.some((field) => (extensions[field] ?? null) !== null)) return true
  const settings = extensions['generationConfig'] ?? extensions['generation_config']
  return settings !== undefined && GEMINI_WHOLE_ONLY.test(JSON.stringify(settings))
}
