import type { RealtimeMetrics, Stage } from '../metrics.ts'
import type { Part } from './parts.ts'

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
  readonly #reached = new Map<Stage, number>()
  /** What was paid for before the answer: the transcription of the turn. */
  readonly paid: Part[] = []

  constructor({ now, metrics, backend, startedAtMs = now() }: Options) {
    this.#now = now
    this.#metrics = metrics
    this.#backend = backend
    this.#startedAtMs = startedAtMs
  }

  /** A step is reached; only the first time counts. */
  mark(stage: Stage): void {
    if (this.#reached.has(stage)) return
    const ms = this.#now() - this.#startedAtMs
    this.#reached.set(stage, ms)
    this.#metrics.turnSeconds.observe({ stage, backend: this.#backend }, ms / 1_000)
  }

  describe(): Record<string, number> {
    return Object.fromEntries(this.#reached)
  }
}
