/**
 * The duration of each part. Streams that run at the end of a part may finish. V8 needs some 20,000 requests until all
 * hot code is compiled.
 */
export type Plan = {
  rounds: number
  /** Whether the run is too short for figures to quote. */
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
/** The number of requests that count as part of a start, because V8 has compiled little of their code yet. */
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
