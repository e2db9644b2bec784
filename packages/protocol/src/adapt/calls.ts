import { hash } from '../canonical/hash.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Loss } from '../canonical/losses.ts'
import type { Part, ToolCallPart, ToolResultPart, Turn } from '../canonical/request.ts'

/** What ids a target takes: up to a length, or letters and digits of one length alone. */
type IdRule = { length: number; isExact: boolean }

const idRuleOf = ({ dialect, quirks }: AdaptTarget): IdRule =>
  quirks.callIdLength === undefined
    ? { length: CAPABILITIES[dialect].maxCallIdLength, isExact: false }
    : { length: quirks.callIdLength, isExact: true }

/**
 * Gives calls ids that the target takes, where it is strict about them; the request it got where it takes those it has.
 */
export const adaptOwnCallIds: Adaptation = (request, target) => {
  if (target.quirks.callIdLength === undefined) return request
  const rule = idRuleOf(target)
  const ids = request.turns.flatMap(callsOf).map(({ id }) => id)
  return ids.every((id) => plainId(id, rule) === id)
    ? request
    : { ...request, turns: renameCalls(request.turns, rule) }
}

/** Gives calls ids the target takes, results the name of their call, and every call exactly one result. */
export const adaptCalls: Adaptation = (request, target, losses) => {
  const { hasFailedResults } = CAPABILITIES[target.dialect]
  if (!hasFailedResults && request.turns.some(({ parts }) => parts.some(isFailedResult))) losses.push(FAILED)
  return { ...request, turns: answerOrphans(renameCalls(request.turns, idRuleOf(target)), losses) }
}

const isFailedResult = (part: Part): boolean => part.type === 'tool-result' && part.isError === true

const FAILED: Loss = {
  param: 'is_error',
  action: 'dropped',
  reason: 'OpenAI has no mark for tool calls that failed: the text of the result tells it.',
}

type Named = { id: string; name: string; isAnswered: boolean }

const renameCalls = (turns: Turn[], rule: IdRule): Turn[] => {
  const used = new Set<string>()
  const current = new Map<string, Named[]>()
  const rename = (part: Part): Part => {
    if (part.type === 'tool-call') return renameCall(part, used, current, rule)
    return part.type === 'tool-result' ? renameResult(part, current) : part
  }
  return turns.map((turn) => ({ ...turn, parts: turn.parts.map(rename) }))
}

const renameCall = (
  part: ToolCallPart,
  used: Set<string>,
  current: Map<string, Named[]>,
  rule: IdRule,
): ToolCallPart => {
  const id = uniqueId(plainId(part.id, rule), used, rule)
  used.add(id)
  const named = { id, name: part.name, isAnswered: false }
  current.set(part.id, [...(current.get(part.id) ?? []), named])
  return { ...part, id }
}

/** Of calls that share an id, each is answered in its turn. */
const renameResult = (part: ToolResultPart, current: Map<string, Named[]>): ToolResultPart => {
  const calls = current.get(part.callId) ?? []
  const call = calls.find(({ isAnswered }) => !isAnswered) ?? calls.at(-1)
  if (call === undefined) return part
  call.isAnswered = true
  return { ...part, callId: call.id, name: part.name ?? call.name }
}

const plainId = (id: string, { length, isExact }: IdRule): string => {
  if (isExact) return id.length === length && /^[a-zA-Z0-9]+$/.test(id) ? id : exactId(id, length)
  const plain = id.replace(/[^a-zA-Z0-9_-]/g, '_')
  return plain.length <= length && plain !== '' ? plain : `call_${hash(id)}`
}

const exactId = (id: string, length: number): string => hash(id).slice(0, length).padEnd(length, '0')

/** Models without ids of their own may have used one twice. */
const uniqueId = (id: string, used: Set<string>, { length, isExact }: IdRule): string => {
  if (!used.has(id)) return id
  for (let count = 2; ; count++) {
    const next = isExact ? exactId(`${id} ${count}`, length) : `${id.slice(0, length - 5)}_${count}`
    if (!used.has(next)) return next
  }
}

const NO_RESULT = 'No result: the call was not carried out.'

/** Providers refuse a call without a result and a result without a call; conversations that were cut hold both. */
const answerOrphans = (turns: Turn[], losses: Loss[]): Turn[] => {
  const out: Turn[] = []
  turns.forEach((turn, index) => {
    const open = callsOf(out.at(-1))
    const kept = turn.role === 'user' ? withoutStrayResults(turn, callsBefore(out), losses) : turn
    const missing = open.filter(({ id }) => !isAnswered(id, turns.slice(index)))
    if (missing.length > 0) losses.push(ORPHANS)
    if (missing.length > 0 && kept.role === 'user')
      out.push({ ...kept, parts: [...missing.map(noResult), ...kept.parts] })
    else
      out.push(...(missing.length > 0 ? [{ role: 'user' as const, parts: missing.map(noResult) }] : []), kept)
  })
  const unanswered = callsOf(out.at(-1))
  if (unanswered.length === 0) return out
  losses.push(ORPHANS)
  return [...out, { role: 'user', parts: unanswered.map(noResult) }]
}

const ORPHANS: Loss = {
  param: 'tool calls without a result',
  action: 'rewritten',
  reason: 'Every tool call needs a result; one that says so was added.',
}

const STRAYS: Loss = {
  param: 'tool results without a call',
  action: 'rewritten',
  reason: 'A tool result must follow its call; it was given as words of the user.',
}

const callsOf = (turn: Turn | undefined): ToolCallPart[] =>
  turn?.role === 'assistant' ? turn.parts.filter((part) => part.type === 'tool-call') : []

const callsBefore = (turns: Turn[]): Set<string> => new Set(turns.flatMap(callsOf).map(({ id }) => id))

const isAnswered = (id: string, turns: Turn[]): boolean =>
  turns.some(({ parts }) => parts.some((part) => part.type === 'tool-result' && part.callId === id))

const noResult = ({ id, name }: ToolCallPart): ToolResultPart => ({
  type: 'tool-result',
  callId: id,
  name,
  content: [{ type: 'text', text: NO_RESULT }],
  isError: true,
})

const withoutStrayResults = (turn: Turn, known: Set<string>, losses: Loss[]): Turn => {
  const isStray = (part: Part) => part.type === 'tool-result' && !known.has(part.callId)
  if (!turn.parts.some(isStray)) return turn
  losses.push(STRAYS)
  return {
    ...turn,
    parts: turn.parts.flatMap((part): Part[] =>
      part.type === 'tool-result' && isStray(part) ? saidParts(part) : [part],
    ),
  }
}

const saidParts = ({ callId, content }: ToolResultPart): Part[] => [
  { type: 'text', text: `Result of tool call ${callId}:` },
  ...content,
]
