import { estimateTokenCount } from 'tokenx'
import type { ChatRequest, Part } from './request.ts'

/** What a picture or page costs where it was not counted: the middle of what providers document. */
const MEDIA_TOKENS = 1_000

/** What of a request is tokens: its texts, and how many the rest is that no tokenizer reads. */
export type Countable = { texts: readonly string[]; otherTokens: number }

/** The rules take a text apart word by word: of a longer one, the beginning stands for the rest. */
const MAX_ESTIMATED_CHARACTERS = 20_000

/** About how many tokens a text is, by a tokenizer's rules of thumb. */
export const estimateTextTokens = (text: string): number => {
  if (text === '') return 0
  if (text.length <= MAX_ESTIMATED_CHARACTERS) return estimateTokenCount(text)
  const beginning = estimateTokenCount(text.slice(0, MAX_ESTIMATED_CHARACTERS))
  return Math.ceil((beginning * text.length) / MAX_ESTIMATED_CHARACTERS)
}

/** About how many tokens it is. */
export const estimateTokens = ({ texts, otherTokens }: Countable): number =>
  texts.reduce((sum, text) => sum + estimateTextTokens(text), otherTokens)

/** What is counted of a request: its texts, tools and media. */
export const countableOf = ({ system, turns, tools }: ChatRequest): Countable => {
  const parts: Part[] = [...system, ...turns.flatMap((turn) => turn.parts)].flatMap(contentOf)
  const texts = parts.flatMap(textsOf)
  const media = parts.filter(({ type }) => type === 'image' || type === 'audio' || type === 'file')
  return {
    texts: tools.length === 0 ? texts : [...texts, JSON.stringify(tools)],
    otherTokens: MEDIA_TOKENS * media.length,
  }
}

/** About how many tokens a request is. */
export const estimateInputTokens = (request: ChatRequest): number => estimateTokens(countableOf(request))

const contentOf = (part: Part): Part[] => (part.type === 'tool-result' ? part.content : [part])

const textsOf = (part: Part): string[] => {
  switch (part.type) {
    case 'text':
    case 'thinking':
    case 'refusal':
      return [part.text]
    case 'tool-call':
      return [part.name, part.arguments]
    case 'opaque':
      return [JSON.stringify(part.value)]
    case 'tool-result':
    case 'image':
    case 'audio':
    case 'file':
      return []
  }
}
