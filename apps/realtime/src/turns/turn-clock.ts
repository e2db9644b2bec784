import type { TurnLatency, TurnStep } from '@gptget/contracts'
import type { RealtimeMetrics } from '../metrics.ts'

type Options = {
  now: () => number
  metrics: RealtimeMetrics
  backend: string
  /** When speech ended, or the answer was requested. */
  startedAtMs?: number
}

/** When the steps of a turn were reached, from the end of speech, or from the request for the answer. */
export class TurnClock {
  readonly #startedAtMs: number
  readonly #now: () => number
  readonly #metrics: RealtimeMetrics
  readonly #backend: string
  readonly #reached: TurnLatency = {}

  constructor({ now, metrics, backend, startedAtMs = now() }: Options) {
    this.#now = now
    this.#metrics = metrics
    this.#backend = backend
    this.#startedAtMs = startedAtMs
  }

  /** A step is reached; only the first time counts. */
  mark(step: TurnStep): void {
    if (this.#reached[step] !== undefined) return
    const ms = Math.max(0, this.#now() - this.#startedAtMs)
    this.#reached[step] = ms
    this.#metrics.turnSeconds.observe({ stage: step, backend: this.#backend }, ms / 1_000)
  }

  /** The steps so far. */
  latency(): TurnLatency {
    return { ...this.#reached }
  }
}
