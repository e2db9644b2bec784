import type { BlockStart, Signature } from '../../canonical/events.ts'
import type { AnswerContext } from '../../dialect.ts'
import type { CarriedThought } from '../carried-signatures.ts'

/**
 * Thoughts that the next call of an answer carries in its signature. Gemini CLI (0.46) replays calls with their
 * signature but drops thoughts. Without them, other vendors' models refuse their calls or continue without reasoning.
 */
export type ThoughtState = {
  isWanted: boolean
  thoughts: CarriedThought[]
  /** The text since the last call. */
  textLength: number
}

/** Gemini's own models sign their calls and need nothing else. */
export const startThoughts = ({ upstream }: AnswerContext): ThoughtState => ({
  isWanted: upstream !== 'gemini',
  thoughts: [],
  textLength: 0,
})

/** Stores a finished block if it is a thought. */
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

/** The thoughts that a block must carry: for a call, those since the last call. */
export const takeThoughts = (state: ThoughtState, block: BlockStart): CarriedThought[] => {
  if (block.kind !== 'tool-call') return []
  state.textLength = 0
  return state.thoughts.splice(0)
}
