import type { Lanes } from '../../canonical/lanes.ts'

/** The state of reading one stream. */
export type ReadState = {
  isStarted: boolean
  isEnded: boolean
  hasToolCalls: boolean
  lanes: Lanes
  /** Items, by output index, that had a delta: what their `done` event repeats is skipped. */
  filled: Set<number>
  /** Items, by output index, that are complete. */
  finished: Set<number>
  /** Which part of a reasoning summary is being read. */
  summaryIndex: number
}
