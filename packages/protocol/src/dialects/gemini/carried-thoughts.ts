import type { BlockStart, Signature } from '../../canonical/events.ts'
import type { AnswerContext } from '../../dialect.ts'
import type { CarriedThought } from '../carried-signatures.ts'

/**
 * Thoughts that the next call of an answer carries in its signature: Gemini CLI (0.46) replays calls with their
 * signature and drops thoughts, without which other vendors' models refuse a call of theirs, or go on without thinking.
 */
export type ThoughtState = {
  isWanted: boolean
  thoughts: CarriedThought[]
  /** How much was said since the last call. */
  textLength: number
}

/** Gemini's own models sign their calls, and want nothing else back. */
export const startThoughts = ({ upstream }: AnswerContext): ThoughtState => ({
  isWanted: upstream !== 'gemini',
  thoughts: [],
  textLength: 0,
})

/** Remembers a block that is over, if it is a thought. */
export const keepThought = (
  state: ThoughtState,
  block: BlockStart,
  text: string,
  signatures: readonly Signature[],
): void => {
  const isOwn = signatures.some(({ dialect }) => dialect === 'gemini')
  if (!state.isWanted || isOwn || block.kind !== 'thinking') return
  if (text !== '' || signatures.length > 0)
    state.thoughts.push({ text, signatures: [...signatures], textLength: state.textLength })
}

/** The thoughts that a block is to carry: those since the last call, where it is a call. */
export const takeThoughts = (state: ThoughtState, block: BlockStart): CarriedThought[] => {
  if (block.kind !== 'tool-call') return []
  state.textLength = 0
  return state.thoughts.splice(0)
}
