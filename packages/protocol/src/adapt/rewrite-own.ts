import type { Loss } from '../canonical/losses.ts'
import type { ChatRequest, Turn } from '../canonical/request.ts'
import { holdsCarriedSignatures } from '../dialects/carried-signatures.ts'
import { parseExactly } from '../json/exact.ts'
import { arrayOf } from '../json/object.ts'
import { readMember, spliceBytes, type Edits } from '../json/splice.ts'
import { CAPABILITIES, UPSTREAM_FACING } from '../registry/dialects.ts'
import type { AdaptTarget } from './adapt.ts'
import { unsignedLosses } from './signatures.ts'
import { cacheLosses } from './unwritten.ts'

/** What was read of a body, and what adapting left of it: turn by turn. */
type Rewriting = { request: ChatRequest; adapted: ChatRequest; target: AdaptTarget }

/**
 * A caller's body for a provider of the same dialect, with as few changes as possible: unchanged turns, and all fields
 * besides the turns, stay byte for byte. Losses are the fields next to what was rewritten.
 */
export const rewriteOwn = (sent: Buffer, rewriting: Rewriting): { body: Buffer; losses: Loss[] } => {
  const { request, adapted, target } = rewriting
  const turns = rewriteTurns(sent, rewriting)
  const edits = {
    ...turns.edits,
    ...(adapted.reasoning === request.reasoning ? {} : reasoningEdits(adapted, target)),
  }
  const isSame = Object.keys(edits).length === 0
  return { body: isSame ? sent : spliceBytes(sent, edits), losses: turns.losses }
}

const rewriteTurns = (
  sent: Buffer,
  { request, adapted, target }: Rewriting,
): { edits: Edits; losses: Loss[] } => {
  const { turnsField } = CAPABILITIES[target.dialect]
  if (adapted.turns === request.turns && !holdsCarriedSignatures(sent)) return { edits: {}, losses: [] }
  const items = arrayOf(readMember(sent, turnsField, parseExactly))
  const { places = request.turns.map((_, index) => index) } = request
  const losses = new Map<string, Loss>()
  const written = request.turns.flatMap((turn, index) => {
    const [from, to] = [places[index]!, places[index + 1] ?? items.length]
    const own = items.slice(from, to)
    if (adapted.turns[index] === turn && !holdsOurs(own)) return own
    for (const loss of lossesOf(request, { turn, from, to }, target)) losses.set(loss.param, loss)
    return writeTurn(adapted, index, target)
  })
  return {
    edits: { [turnsField]: JSON.stringify([...items.slice(0, places[0]), ...written]) },
    losses: [...losses.values()],
  }
}

const holdsOurs = (items: unknown[]): boolean => holdsCarriedSignatures(Buffer.from(JSON.stringify(items)))

/** The losses of a rewritten turn: what was at these positions of the caller's list. */
const lossesOf = (
  request: ChatRequest,
  { turn, from, to }: { turn: Turn; from: number; to: number },
  target: AdaptTarget,
): Loss[] => {
  const alone: ChatRequest = { ...request, system: [], tools: [], turns: [turn] }
  const { turnsField } = CAPABILITIES[target.dialect]
  const unread = (request.unread ?? []).filter((path) => {
    const place = path.startsWith(`${turnsField}[`)
      ? Number.parseInt(path.slice(turnsField.length + 1), 10)
      : -1
    return place >= from && place < to
  })
  return [...unread.map(lossOf), ...unsignedLosses(alone, target), ...cacheLosses(alone, target)]
}

const lossOf = (param: string): Loss => ({
  param,
  action: 'dropped',
  reason: 'It belongs to a turn that another provider signed; without the signature the turn is rewritten.',
})

/** One turn in the dialect's format. */
const writeTurn = (adapted: ChatRequest, index: number, target: AdaptTarget): unknown[] => {
  const alone: ChatRequest = { ...adapted, system: [], tools: [], turns: [adapted.turns[index]!] }
  const written = UPSTREAM_FACING[target.dialect].writeRequest(alone, target)
  return arrayOf(written[CAPABILITIES[target.dialect].turnsField])
}

const reasoningEdits = (adapted: ChatRequest, target: AdaptTarget): Edits => {
  const written = UPSTREAM_FACING[target.dialect].writeRequest({ ...adapted, turns: [] }, target)
  return Object.fromEntries(
    CAPABILITIES[target.dialect].reasoningFields.map((field) => [
      field,
      written[field] === undefined ? null : JSON.stringify(written[field]),
    ]),
  )
}
