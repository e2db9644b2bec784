/**
 * How long each part takes. Streams that run at the end of a part may finish; V8 takes some 20,000 requests to
 * compile all it will.
 */
export type Plan = {
  rounds: number
  /** Too short for figures that anybody should quote. */
  isQuick: boolean
  warmUpMs: number
  latencyMs: number
  loadMs: number
  firstEventMs: number
  streamMs: number
  holdMs: number
}

export const CONCURRENCIES = [10, 32, 128] as const
export const STREAMS = 50
export const HELD_STREAMS = 500
/** So many requests are what a start costs beside its time: V8 has compiled little of what they run. */
export const FIRST_REQUESTS = 1_000

export const DEFAULT_PLAN: Plan = {
  rounds: 3,
  isQuick: false,
  warmUpMs: 8_000,
  latencyMs: 2_000,
  loadMs: 2_000,
  firstEventMs: 1_500,
  streamMs: 5_000,
  holdMs: 5_000,
}

export const QUICK_PLAN: Plan = {
  rounds: 1,
  isQuick: true,
  warmUpMs: 1_000,
  latencyMs: 1_000,
  loadMs: 1_000,
  firstEventMs: 500,
  streamMs: 1_000,
  holdMs: 3_000,
}
