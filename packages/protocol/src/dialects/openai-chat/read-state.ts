import type { ChatEvent, Fault, Finish } from '../../canonical/events.ts'
import { closeLanes, type Lanes } from '../../canonical/lanes.ts'
import type { JsonObject } from '../../json/object.ts'

/** The state of reading one stream. */
export type ReadState = {
  isStarted: boolean
  isEnded: boolean
  /** The provider's id of the answer: makes ids for tool calls that came without one. */
  answerId: string
  hasToolCalls: boolean
  /** Reasoning came by its plain name: what `reasoning_details` repeats of it is skipped. */
  hasPlainReasoning: boolean
  lanes: Lanes
  /** The tier that served it, as its chunks say. */
  serviceTier: unknown
  /** The newest usage, with what it left out from those before. */
  usage: JsonObject | undefined
  finish: Finish | undefined
}

/** Ends the answer with a fault, after closing what is open. */
export const fail = (state: ReadState, fault: Fault, out: ChatEvent[]): void => {
  state.isEnded = true
  closeLanes(state.lanes, out)
  out.push({ type: 'fault', fault })
}
