import { estimateTokenCount } from 'tokenx'
import type { ChatRequest, Part } from './request.ts'

/** What a picture or page costs where nobody counted: the middle of what providers document. */
const MEDIA_TOKENS = 1_000

/** About how many tokens a text is, by a tokenizer's rules of thumb. */
export const estimateTextTokens = (text: string): number => (text === '' ? 0 : estimateTokenCount(text))

/** About how many tokens a request is: its texts, tools and media. */
export const estimateInputTokens = ({ system, turns, tools }: ChatRequest): number => {
  const parts: Part[] = [...system, ...turns.flatMap((turn) => turn.parts)]
  const toolTokens = tools.length === 0 ? 0 : estimateTextTokens(JSON.stringify(tools))
  return parts.reduce((sum, part) => sum + estimatePart(part), toolTokens)
}

const estimatePart = (part: Part): number => {
  switch (part.type) {
    case 'text':
    case 'thinking':
    case 'refusal':
      return estimateTextTokens(part.text)
    case 'tool-call':
      return estimateTextTokens(part.name) + estimateTextTokens(part.arguments)
    case 'tool-result':
      return part.content.reduce((sum, inner) => sum + estimatePart(inner), 0)
    case 'image':
    case 'audio':
    case 'file':
      return MEDIA_TOKENS
    case 'opaque':
      return estimateTextTokens(JSON.stringify(part.value))
  }
}
