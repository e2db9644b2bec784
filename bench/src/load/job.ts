/** Where a target is asked: chat completions in OpenAI's format. */
export type Endpoint = {
  /** The connections are spread over these. */
  origins: string[]
  path: string
  headers: Record<string, string>
  /** What stands before the upstream's name of a model. */
  modelPrefix: string
}

/** Work for the load generator. */
export type Job = {
  endpoint: Endpoint
  /** The upstream's name: `instant-20`, `paced-100-20` (see testkit's instant upstream). */
  model: string
  isStream: boolean
  connections: number
} & (
  | {
      /** Each connection asks again as soon as it is answered; no new request after `durationMs` or `atMost`. */
      kind: 'loop'
      durationMs: number
      /** Requests of all connections together; left out: as many as there is time for. */
      atMost?: number
    }
  | {
      /** Each connection opens one stream, and leaves `durationMs` after all of them speak. */
      kind: 'hold'
      durationMs: number
    }
)

export type JobResult = {
  answered: number
  /** How many were no complete answer, and what the first of them was. */
  failed: number
  firstFailure: string | null
  /** From the first request to the last answer. */
  elapsedMs: number
  latencyMs: Quantiles
  /** Until the first event of a stream. */
  firstEventMs: Quantiles
  /** Events of all streams. */
  events: number
  /** Streams that were open at the end of a `hold`, and when that was (`Date.now()`). */
  held: number
  heldUntilMs: number
  /** CPU of the load generator itself. */
  ownCpuMs: number
}

export type Quantiles = { p50: number; p99: number; mean: number }
