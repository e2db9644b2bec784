import { estimateTokenCount } from 'tokenx'
import type { ChatRequest, Part } from './request.ts'

/** The tokens of an image or page without a count: the middle of what providers document. */
const MEDIA_TOKENS = 1_000

/** The tokens of a request: its texts, and the number for everything that no tokenizer reads. */
export type Countable = { texts: readonly string[]; otherTokens: number }

/** The rules split a text word by word; a longer one is estimated from its beginning. */
const MAX_ESTIMATED_CHARACTERS = 20_000

/** An estimate of a text's tokens, by a tokenizer's rules of thumb. */
export const estimateTextTokens = (text: string): number => {
  if (text === '') return 0
  if (text.length <= MAX_ESTIMATED_CHARACTERS) return estimateTokenCount(text)
  const beginning = estimateTokenCount(text.slice(0, MAX_ESTIMATED_CHARACTERS))
  return Math.ceil((beginning * text.length) / MAX_ESTIMATED_CHARACTERS)
}

/** An estimate of its tokens. */
export const estimateTokens = ({ texts, otherTokens }: Countable): number =>
  texts.reduce((sum, text) => sum + estimateTextTokens(text), otherTokens)

/** The counted parts of a request: its texts, tools and media. */
export const countableOf = ({ system, turns, tools }: ChatRequest): Countable => {
  const parts: Part[] = [...system, ...turns.flatMap((turn) => turn.parts)].flatMap(contentOf)
  const texts = parts.flatMap(textsOf)
  const media = parts.filter(({ type }) => type === 'image' || type === 'audio' || type === 'file')
  return {
    texts: tools.length === 0 ? texts : [...texts, JSON.stringify(tools)],
    otherTokens: MEDIA_TOKENS * media.length,
  }
}

/** An estimate of a request's tokens. */
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
