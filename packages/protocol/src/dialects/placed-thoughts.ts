import type { Part, TextPart, ThinkingPart } from '../canonical/request.ts'

/**
 * The position of a thought in an answer, for dialects with separate thoughts: after this much text, in UTF-16 code
 * units like JavaScript's `length`, and this many calls.
 */
export type Position = { textLength: number; callCount: number }

export const AT_HEAD: Position = { textLength: 0, callCount: 0 }

export type PlacedThought = { part: ThinkingPart; position: Position }

/** Restores reasoning at its position: after this much of the text and this many calls. */
export const inOrder = (thoughts: PlacedThought[], said: Part[], calls: Part[]): Part[] => {
  const out: Part[] = []
  let rest = said
  let textLength = 0
  let callCount = 0
  for (const { part, position } of thoughts) {
    const [before, after] = splitAt(rest, position.textLength - textLength)
    out.push(...before, ...calls.slice(callCount, position.callCount), part)
    rest = after
    textLength = Math.max(textLength, position.textLength)
    callCount = Math.max(callCount, position.callCount)
  }
  return [...out, ...rest, ...calls.slice(callCount)]
}

/** The content of the first `length` characters, and the rest. */
const splitAt = (said: Part[], length: number): [Part[], Part[]] => {
  const before: Part[] = []
  let left = length
  for (const [place, part] of said.entries()) {
    if (left <= 0) return [before, said.slice(place)]
    const size = part.type === 'text' ? part.text.length : 0
    if (part.type === 'text' && size > left) {
      const [head, tail] = splitText(part, left)
      return [
        [...before, head],
        [tail, ...said.slice(place + 1)],
      ]
    }
    before.push(part)
    left -= size
  }
  return [before, []]
}

const splitText = ({ cache, ...part }: TextPart, length: number): [TextPart, TextPart] => [
  { ...part, text: part.text.slice(0, length) },
  { ...part, text: part.text.slice(length), ...(cache === undefined ? {} : { cache }) },
]
