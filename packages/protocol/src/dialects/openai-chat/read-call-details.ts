import type { ChatEvent } from '../../canonical/events.ts'
import { signLane } from '../../canonical/lanes.ts'
import { arrayOf, objectOf, optionalText, type JsonObject } from '../../json/object.ts'
import { readReasoningSignature } from './read-reasoning-signature.ts'
import type { ReadState } from './read-state.ts'

/**
 * Splits the entries of `reasoning_details` in a delta: those for one of its calls, or an open one, and the others.
 */
export const detailsOf = (
  state: ReadState,
  delta: JsonObject,
): { ofReasoning: JsonObject[]; ofCalls: JsonObject[] } => {
  const details = arrayOf(delta['reasoning_details']).map(objectOf)
  if (details.length === 0) return NO_DETAILS
  const calls = new Set(arrayOf(delta['tool_calls']).map((call) => objectOf(call)['id']))
  for (const { block } of state.lanes.queue) if (block.kind === 'tool-call') calls.add(block.id)
  const isOfCall = ({ id }: JsonObject): boolean => optionalText(id) !== undefined && calls.has(id)
  return {
    ofReasoning: details.filter((detail) => !isOfCall(detail)),
    ofCalls: details.filter(isOfCall),
  }
}

const NO_DETAILS = { ofReasoning: [], ofCalls: [] }

/** Adds signatures to calls by the entries' ids. Calls with Google's field in the same delta already have theirs. */
export const signCalls = (
  state: ReadState,
  details: JsonObject[],
  calls: JsonObject[],
  out: ChatEvent[],
): void => {
  for (const detail of details) {
    const signature = readReasoningSignature(detail)
    const isSigned = calls.some(({ id, extra_content }) => id === detail['id'] && extra_content != null)
    const lane = state.lanes.queue.find(
      ({ block }) => block.kind === 'tool-call' && block.id === detail['id'],
    )
    if (signature === undefined || lane === undefined || isSigned) continue
    const { id: _id, ...own } = signature
    signLane(state.lanes, lane, own, out)
  }
}
