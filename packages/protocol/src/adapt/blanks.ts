import type { Adaptation } from './adapt.ts'
import type { Loss } from '../canonical/losses.ts'
import type { ChatRequest, Part, Turn } from '../canonical/request.ts'
import { cacheLoss, isMarked } from './unwritten.ts'
import { CAPABILITIES } from '../registry/dialects.ts'

/**
 * Removes texts of white space, which Anthropic refuses and which mean nothing, and ensures that a conversation has a
 * turn, as all but Chat Completions require.
 */
export const adaptBlanks: Adaptation = (request, { dialect }, losses) => {
  const { hasBlankTexts, hasEmptyConversations } = CAPABILITIES[dialect]
  const kept = hasBlankTexts ? withoutEmptyAnswers(request) : withoutBlanks(request, losses)
  return kept.turns.length > 0 || hasEmptyConversations ? kept : withTurn(kept, losses)
}

/** Of some answers nothing is left: those of tools that another provider ran. */
const withoutEmptyAnswers = (request: ChatRequest): ChatRequest => ({
  ...request,
  turns: request.turns.filter(({ role, parts }) => role !== 'assistant' || parts.length > 0),
})

const isBlank = (part: Part): boolean => part.type === 'text' && part.text.trim() === ''

const isMarkedBlank = (part: Part): boolean =>
  (isBlank(part) && isMarked(part)) || (part.type === 'tool-result' && part.content.some(isMarkedBlank))

const withoutBlanks = (request: ChatRequest, losses: Loss[]): ChatRequest => {
  if (request.system.some(isMarkedBlank) || request.turns.some(({ parts }) => parts.some(isMarkedBlank)))
    losses.push(cacheLoss(request.source))
  const turns = request.turns
    .map((turn) => ({ ...turn, parts: turn.parts.filter((part) => !isBlank(part)).map(withSolidResult) }))
    .filter(({ parts }) => parts.length > 0)
  return {
    ...request,
    system: request.system.filter((part) => !isBlank(part)),
    turns: withSolidEnd(turns, losses),
  }
}

const withSolidResult = (part: Part): Part =>
  part.type === 'tool-result' && part.content.some(isBlank)
    ? { ...part, content: part.content.filter((inner) => !isBlank(inner)) }
    : part

/** Anthropic refuses the beginning of an answer that ends in white space. */
const withSolidEnd = (turns: Turn[], losses: Loss[]): Turn[] => {
  const last = turns.at(-1)
  const end = last?.parts.at(-1)
  if (last?.role !== 'assistant' || end?.type !== 'text' || end.text === end.text.trimEnd()) return turns
  losses.push({
    param: 'the beginning of the answer',
    action: 'rewritten',
    reason: 'This model accepts none that ends in white space.',
  })
  const parts = [...last.parts.slice(0, -1), { ...end, text: end.text.trimEnd() }]
  return [...turns.slice(0, -1), { ...last, parts }]
}

/** Instructions alone become a user message, because that is what should be answered. */
const withTurn = (request: ChatRequest, losses: Loss[]): ChatRequest => {
  if (request.system.length === 0)
    return { ...request, turns: [{ role: 'user', parts: [{ type: 'text', text: '…' }] }] }
  losses.push({
    param: 'instructions without a conversation',
    action: 'rewritten',
    reason: 'This model accepts only user messages; others were sent as user messages.',
  })
  return { ...request, system: [], turns: [{ role: 'user', parts: request.system }] }
}
