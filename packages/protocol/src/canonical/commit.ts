import type { Machine } from './machine.ts'
import type { ChatEvent } from './events.ts'

/** Before `committed` an answer can still come from another provider; afterwards the caller has seen part of it. */
export type CommitState = { isCommitted: boolean; held: ChatEvent[] }

/**
 * Holds the events of an attempt until the first one with a meaning for the caller: content or a finish. A `fault` as
 * the only output was never seen, so the router may try another route; after the commit it is passed on.
 */
export const commit: Machine<CommitState, ChatEvent, ChatEvent, Record<string, never>> = {
  start: () => ({ isCommitted: false, held: [] }),
  step: (state, event) => {
    if (state.isCommitted) return [state, [event]]
    if (event.type === 'fault') return [{ isCommitted: false, held: [] }, [event]]
    state.held.push(event)
    if (!isSemantic(event)) return [state, []]
    const released = state.held
    return [{ isCommitted: true, held: [] }, released]
  },
  end: () => [],
}

/** Whether an event shows that a provider is working on the answer: comments, pings and empty deltas do not. */
export const isProgress = (event: ChatEvent): boolean =>
  event.type === 'block-open' || event.type === 'block-signature' || isSemantic(event)

/** Whether an event is more than an announcement. An empty delta is not, nor is an opened block. */
export const isSemantic = (event: ChatEvent): boolean => {
  if (event.type === 'finish') return true
  if (event.type === 'block-open') return event.block.kind === 'opaque'
  if (event.type !== 'block-delta') return false
  switch (event.delta.kind) {
    case 'text':
    case 'thinking':
    case 'refusal':
      return event.delta.text !== ''
    case 'arguments':
      return event.delta.json !== ''
    case 'data':
      return event.delta.base64 !== '' || event.delta.transcript !== undefined
    case 'logprobs':
      return event.delta.tokens.length > 0
    case 'citation':
    case 'opaque':
      return true
  }
}
