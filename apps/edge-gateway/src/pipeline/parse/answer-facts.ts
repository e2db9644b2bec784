import type { ChatRequest } from '@gptget/protocol'

/** What must be known of an answer before it is there, to set credit aside for it as it grows. */
export type AnswerFacts = {
  /** Whether it is asked to think, which no stream shows token by token; null where nothing is said. */
  thinks: boolean | null
  /** An answer that is wanted whole loses nothing when it is read as a stream and put together. */
  isFoldable: boolean
  /** It is text, which may end early. */
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

/** What only a provider's own whole answer has, or has in another form than its stream. */
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
