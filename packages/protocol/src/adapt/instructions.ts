import type { Adaptation } from './adapt.ts'
import type { TextPart, Turn } from '../canonical/request.ts'
import { CAPABILITIES } from '../registry/dialects.ts'

/**
 * Instructions at the head of the turns join the system text. Those in the middle stay where the dialect
 * has them; elsewhere the user says them, in brackets.
 */
export const adaptInstructions: Adaptation = (request, { dialect }, losses) => {
  const found = request.turns.findIndex(({ role }) => role !== 'system')
  const head = found === -1 ? request.turns : request.turns.slice(0, found)
  const rest = request.turns.slice(head.length)
  const hoisted = { ...request, system: [...request.system, ...head.flatMap(textsOf)], turns: rest }
  const { hasInstructionTurns, hasAnswerFirst } = CAPABILITIES[dialect]
  const turns = hasInstructionTurns || !rest.some(({ role }) => role === 'system') ? rest : rest.map(asUser)
  if (turns !== rest) {
    losses.push({
      param: 'instructions inside the conversation',
      action: 'rewritten',
      reason: 'This model takes instructions only at the head; those were given as words of the user.',
    })
  }
  return { ...hoisted, turns: hasAnswerFirst ? turns : withUserFirst(turns) }
}

const textsOf = ({ parts }: Turn): TextPart[] => parts.filter((part) => part.type === 'text')

const asUser = (turn: Turn): Turn =>
  turn.role === 'system'
    ? {
        role: 'user',
        parts: textsOf(turn).map(({ text }) => ({ type: 'text', text: `<system>\n${text}\n</system>` })),
      }
    : turn

/** Some models demand that the user speaks first. */
const withUserFirst = (turns: Turn[]): Turn[] =>
  turns[0]?.role === 'assistant' ? [{ role: 'user', parts: [{ type: 'text', text: '…' }] }, ...turns] : turns
