import type { ChatEvent, Fault, Finish } from '../../canonical/events.ts'
import { closeLanes, type Lanes } from '../../canonical/lanes.ts'
import type { JsonObject } from '../../json/object.ts'

/** The state of reading one stream. */
export type ReadState = {
  isStarted: boolean
  isEnded: boolean
  /** The provider's id of the answer, for ids of tool calls without one. */
  answerId: string
  hasToolCalls: boolean
  /** Reasoning arrived in its plain field, so its repetition in `reasoning_details` is ignored. */
  hasPlainReasoning: boolean
  lanes: Lanes
  /** The service tier, from its chunks. */
  serviceTier: unknown
  /** The newest usage, completed from earlier ones. */
  usage: JsonObject | undefined
  finish: Finish | undefined
}

/** Ends the answer with a fault, after closing what is open. */
export const fail = (state: ReadState, fault: Fault, out: ChatEvent[]): void => {
  state.isEnded = true
  closeLanes(state.lanes, out)
  out.push({ type: 'fault', fault })
}
