import type { Lanes } from '../../canonical/lanes.ts'

/** The state of reading one stream. */
export type ReadState = {
  isStarted: boolean
  isEnded: boolean
  hasToolCalls: boolean
  lanes: Lanes
  /** Items, by output index, that had a delta: the repetition in their `done` event is ignored. */
  filled: Set<number>
  /** Items, by output index, that are complete. */
  finished: Set<number>
  /** The current part of a reasoning summary. */
  summaryIndex: number
}
