import type { Adaptation } from './adapt.ts'
import type { Part, ToolResultPart, Turn } from '../canonical/request.ts'

/**
 * Puts results directly after the calls they answer, as every provider wants them; what a conversation says between a
 * call and its result (the Responses API lets it) comes after the result.
 */
export const adaptResultOrder: Adaptation = (request) => {
  const moved = new Set<Part>()
  const turns: Turn[] = []
  let results: ToolResultPart[] = []
  const asked = joinCalls(request.turns)
  asked.forEach((turn, index) => {
    const rest = turn.parts.filter((part) => !moved.has(part))
    if (results.length > 0 && turn.role !== 'user') turns.push({ role: 'user', parts: results })
    const first = turn.role === 'user' ? results : []
    results = []
    if (first.length + rest.length > 0 || turn.parts.length === 0)
      turns.push({ ...turn, parts: [...first, ...rest] })
    if (turn.role === 'assistant') results = resultsFor(turn, asked.slice(index + 1), moved)
  })
  if (results.length > 0) turns.push({ role: 'user', parts: results })
  return { ...request, turns }
}

/** Calls that were made at once stay together, also where a client keeps each piece of a stream as a turn. */
const joinCalls = (turns: readonly Turn[]): Turn[] => {
  const joined: Turn[] = []
  for (const turn of turns) {
    const last = joined.at(-1)
    const isSameAnswer =
      last?.role === 'assistant' &&
      turn.role === 'assistant' &&
      last.parts.some(({ type }) => type === 'tool-call')
    if (isSameAnswer) joined[joined.length - 1] = { ...last, parts: [...last.parts, ...turn.parts] }
    else joined.push(turn)
  }
  return joined
}

/** The first result of each call of a turn. They are taken from where they were. */
const resultsFor = ({ parts }: Turn, later: Turn[], moved: Set<Part>): ToolResultPart[] => {
  const open = new Set(parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : [])))
  const found: ToolResultPart[] = []
  for (const part of later.flatMap((turn) => turn.parts)) {
    if (part.type !== 'tool-result' || moved.has(part) || !open.delete(part.callId)) continue
    moved.add(part)
    found.push(part)
  }
  return found
}
