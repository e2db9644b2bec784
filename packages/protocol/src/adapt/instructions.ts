import type { Adaptation } from './adapt.ts'
import type { Part, TextPart, Turn } from '../canonical/request.ts'
import { CAPABILITIES } from '../registry/dialects.ts'

/**
 * Instructions at the start of the turns join the system text. Those in the middle stay if the dialect supports them;
 * otherwise they become user messages in brackets.
 */
export const adaptInstructions: Adaptation = (request, { dialect }, losses) => {
  const found = request.turns.findIndex(({ role, parts }) => role !== 'system' || !isOnlyText(parts))
  const head = found === -1 ? request.turns : request.turns.slice(0, found)
  const rest = request.turns.slice(head.length)
  const hoisted = { ...request, system: [...request.system, ...head.flatMap(textsOf)], turns: rest }
  const { hasInstructionTurns, hasInstructionMedia, hasAnswerFirst } = CAPABILITIES[dialect]
  const isLeft = ({ role, parts }: Turn): boolean =>
    role !== 'system' || (hasInstructionTurns && (hasInstructionMedia || isOnlyText(parts)))
  const turns = rest.every(isLeft) ? rest : rest.flatMap(hasInstructionTurns ? withMediaShown : asUser)
  if (turns !== rest) {
    losses.push({
      param: 'instructions inside the conversation',
      action: 'rewritten',
      reason: hasInstructionTurns
        ? 'This model accepts images and files only in user messages; those of instructions were sent as user messages.'
        : 'This model accepts instructions only at the start; later ones were sent as user messages.',
    })
  }
  return { ...hoisted, turns: hasAnswerFirst ? turns : withUserFirst(turns) }
}

/** Only user messages can contain images and files. */
const isOnlyText = (parts: readonly Part[]): boolean => parts.every(({ type }) => type === 'text')

const textsOf = ({ parts }: Turn): TextPart[] => parts.filter((part) => part.type === 'text')

/** The text stays an instruction. */
const withMediaShown = (turn: Turn): Turn[] => {
  if (turn.role !== 'system' || isOnlyText(turn.parts)) return [turn]
  const texts = textsOf(turn)
  const shown: Turn = { role: 'user', parts: turn.parts.filter(({ type }) => type !== 'text') }
  return texts.length > 0 ? [{ ...turn, parts: texts }, shown] : [shown]
}

const asUser = (turn: Turn): Turn =>
  turn.role === 'system'
    ? {
        role: 'user',
        parts: turn.parts.map((part) =>
          part.type === 'text' ? { ...part, text: `<system>\n${part.text}\n</system>` } : part,
        ),
      }
    : turn

/** Some models require the user to speak first. */
const withUserFirst = (turns: Turn[]): Turn[] =>
  turns[0]?.role === 'assistant' ? [{ role: 'user', parts: [{ type: 'text', text: '…' }] }, ...turns] : turns
