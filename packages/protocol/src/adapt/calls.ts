import { hash } from '../canonical/hash.ts'
import { mapParts } from '../canonical/map-parts.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Loss } from '../canonical/losses.ts'
import type { Part, ToolCallPart, ToolResultPart, Turn } from '../canonical/request.ts'

/** The ids that a target accepts: up to a length, or only letters and digits of a fixed length. */
type IdRule = { length: number; isExact: boolean }

const idRuleOf = ({ dialect, quirks }: AdaptTarget): IdRule =>
  quirks.callIdLength === undefined
    ? { length: CAPABILITIES[dialect].maxCallIdLength, isExact: false }
    : { length: quirks.callIdLength, isExact: true }

/** Gives calls ids that a strict target accepts; returns its input if they already fit. */
export const adaptOwnCallIds: Adaptation = (request, target) => {
  if (target.quirks.callIdLength === undefined) return request
  const rule = idRuleOf(target)
  const ids = request.turns.flatMap(callsOf).map(({ id }) => id)
  return ids.every((id) => plainId(id, rule) === id)
    ? request
    : { ...request, turns: renameCalls(request.turns, rule) }
}

/** Gives calls ids that the target accepts, results the name of their call, and every call exactly one result. */
export const adaptCalls: Adaptation = (request, target, losses) => {
  const { hasFailedResults } = CAPABILITIES[target.dialect]
  const turns = hasFailedResults ? request.turns : request.turns.map(sayingFailures)
  if (turns.some((turn, place) => turn !== request.turns[place])) losses.push(FAILED)
  return { ...request, turns: answerOrphans(renameCalls(turns, idRuleOf(target)), losses) }
}

const sayingFailures = (turn: Turn): Turn =>
  mapParts(turn, (part) => (isFailedResult(part) ? { ...part, content: sayingFailure(part.content) } : part))

/** Within the first text, since some providers join texts without a break between them. */
const sayingFailure = (content: ToolResultPart['content']): ToolResultPart['content'] => {
  const [first, ...others] = content
  return first?.type === 'text'
    ? [{ ...first, text: `The tool call failed:\n${first.text}` }, ...others]
    : [{ type: 'text', text: 'The tool call failed.' }, ...content]
}

const isFailedResult = (part: Part): part is ToolResultPart =>
  part.type === 'tool-result' && part.isError === true

const FAILED: Loss = {
  param: 'is_error',
  action: 'rewritten',
  reason: 'OpenAI has no flag for failed tool calls: a text in front of the result says it.',
}

type Named = { id: string; name: string }

/** Calls with the same id, and how many of them have a result. */
type Shared = { calls: Named[]; answeredCount: number }

/** The used ids, and how often each was requested: searching from the start each time would be quadratic. */
type Taken = Map<string, number>

const renameCalls = (turns: Turn[], rule: IdRule): Turn[] => {
  const used: Taken = new Map()
  const current = new Map<string, Shared>()
  const rename = (part: Part): Part => {
    if (part.type === 'tool-call') return renameCall(part, used, current, rule)
    return part.type === 'tool-result' ? renameResult(part, current) : part
  }
  return turns.map((turn) => mapParts(turn, rename))
}

const renameCall = (
  part: ToolCallPart,
  used: Taken,
  current: Map<string, Shared>,
  rule: IdRule,
): ToolCallPart => {
  const id = uniqueId(plainId(part.id, rule), used, rule)
  const named = { id, name: part.name }
  const shared = current.get(part.id)
  if (shared === undefined) current.set(part.id, { calls: [named], answeredCount: 0 })
  else shared.calls.push(named)
  return id === part.id ? part : { ...part, id }
}

/** Of calls with the same id, each gets its result in turn. */
const renameResult = (part: ToolResultPart, current: Map<string, Shared>): ToolResultPart => {
  const shared = current.get(part.callId)
  if (shared === undefined) return part
  const call = shared.calls[shared.answeredCount] ?? shared.calls.at(-1)!
  shared.answeredCount += 1
  const name = part.name ?? call.name
  return call.id === part.callId && name === part.name ? part : { ...part, callId: call.id, name }
}

const plainId = (id: string, { length, isExact }: IdRule): string => {
  if (isExact) return id.length === length && /^[a-zA-Z0-9]+$/.test(id) ? id : exactId(id, length)
  const plain = id.replace(/[^a-zA-Z0-9_-]/g, '_')
  return plain.length <= length && plain !== '' ? plain : `call_${hash(id)}`
}

const exactId = (id: string, length: number): string => hash(id).slice(0, length).padEnd(length, '0')

/** Models without ids may have used one twice. */
const uniqueId = (id: string, used: Taken, { length, isExact }: IdRule): string => {
  let count = used.get(id)
  let unique = id
  while (count !== undefined && used.has(unique)) {
    count += 1
    unique = isExact ? exactId(`${id} ${count}`, length) : `${id.slice(0, length - 5)}_${count}`
  }
  if (count !== undefined) used.set(id, count)
  used.set(unique, 1)
  return unique
}

const NO_RESULT = 'No result: the call was not carried out.'

/**
 * Providers refuse a call without a result, a result without a call, and a second result of a call. Truncated
 * conversations have the former, and clients that retry a tool keep both results.
 */
const answerOrphans = (turns: Turn[], losses: Loss[]): Turn[] => {
  const out: Turn[] = []
  const unanswered = new Set<string>()
  const lastResults = lastResultsIn(turns)
  turns.forEach((turn, index) => {
    const open = callsOf(out.at(-1))
    const kept = turn.role === 'user' ? withoutStrayResults(turn, unanswered, losses) : turn
    for (const { id } of callsOf(kept)) unanswered.add(id)
    const missing = open.filter(({ id }) => (lastResults.get(id) ?? -1) < index)
    if (missing.length > 0) losses.push(ORPHANS)
    if (missing.length > 0 && kept.role === 'user')
      out.push({ ...kept, parts: [...missing.map(noResult), ...kept.parts] })
    else
      out.push(...(missing.length > 0 ? [{ role: 'user' as const, parts: missing.map(noResult) }] : []), kept)
  })
  const last = callsOf(out.at(-1))
  if (last.length === 0) return out
  losses.push(ORPHANS)
  return [...out, { role: 'user', parts: last.map(noResult) }]
}

const ORPHANS: Loss = {
  param: 'tool calls without a result',
  action: 'rewritten',
  reason: 'Every tool call needs a result; a placeholder was added.',
}

const STRAYS: Loss = {
  param: 'tool results without a call',
  action: 'rewritten',
  reason: 'A tool result must follow its call, and a call has one; others were sent as a user message.',
}

const callsOf = (turn: Turn | undefined): ToolCallPart[] =>
  turn?.role === 'assistant' ? turn.parts.filter((part) => part.type === 'tool-call') : []

/** Where each call has its last result. Looked up for every call: a conversation may have many thousands. */
const lastResultsIn = (turns: readonly Turn[]): ReadonlyMap<string, number> =>
  new Map(
    turns.flatMap(({ parts }, index) =>
      parts.flatMap((part) => (part.type === 'tool-result' ? [[part.callId, index] as const] : [])),
    ),
  )

const noResult = ({ id, name }: ToolCallPart): ToolResultPart => ({
  type: 'tool-result',
  callId: id,
  name,
  content: [{ type: 'text', text: NO_RESULT }],
  isError: true,
})

/** The first result of each unanswered call stays. */
const withoutStrayResults = (turn: Turn, unanswered: Set<string>, losses: Loss[]): Turn => {
  const parts = turn.parts.map((part) => {
    const isStray = part.type === 'tool-result' && !unanswered.delete(part.callId)
    return isStray ? saidParts(part) : [part]
  })
  if (parts.every(([first], place) => first === turn.parts[place])) return turn
  losses.push(STRAYS)
  return { ...turn, parts: parts.flat() }
}

const saidParts = ({ callId, content }: ToolResultPart): Part[] => [
  { type: 'text', text: `Result of tool call ${callId}:` },
  ...content,
]
