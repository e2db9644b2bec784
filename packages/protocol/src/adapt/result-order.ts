import type { Adaptation } from './adapt.ts'
import type { Part, ToolResultPart, Turn } from '../canonical/request.ts'

/**
 * Moves results directly after their calls, as every provider requires; messages between a call and its result (allowed
 * in the Responses API) follow the result.
 */
export const adaptResultOrder: Adaptation = (request) => {
  const moved = new Set<Part>()
  const turns: Turn[] = []
  let results: ToolResultPart[] = []
  const asked = joinCalls(request.turns.flatMap(bySpeaker))
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

/** Anthropic's types allow any part in any role: a call is the model's, a result the user's in every other dialect. */
const bySpeaker = (turn: Turn): Turn[] => {
  const turns: Turn[] = []
  for (const part of turn.parts) {
    const role = part.type === 'tool-call' ? 'assistant' : part.type === 'tool-result' ? 'user' : turn.role
    const last = turns.at(-1)
    if (last?.role === role) last.parts.push(part)
    else turns.push({ ...turn, role, parts: [part] })
  }
  return turns.length > 1 || (turns[0] !== undefined && turns[0].role !== turn.role) ? turns : [turn]
}

/** Simultaneous calls stay together, also if a client keeps each piece of a stream as a turn. */
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

/** The first result of each call of a turn, removed from its place. */
const resultsFor = ({ parts }: Turn, later: Turn[], moved: Set<Part>): ToolResultPart[] => {
  const open = parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []))
  const found: ToolResultPart[] = []
  for (const part of later.flatMap((turn) => turn.parts)) {
    if (part.type !== 'tool-result' || moved.has(part) || !open.includes(part.callId)) continue
    open.splice(open.indexOf(part.callId), 1)
    moved.add(part)
    found.push(part)
  }
  return found
}
