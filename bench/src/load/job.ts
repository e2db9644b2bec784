/** The endpoint of a target: chat completions in OpenAI's format. */
export type Endpoint = {
  /** The origins over which connections are spread. */
  origins: string[]
  path: string
  headers: Record<string, string>
  /** The prefix of the upstream's model names. */
  modelPrefix: string
}

/** Work for the load generator. */
export type Job = {
  endpoint: Endpoint
  /** The upstream's model: `instant-20`, `paced-100-20` (see testkit's instant upstream). */
  model: string
  isStream: boolean
  connections: number
} & (
  | {
      /** Each connection sends requests in sequence until `durationMs` or `atMost`. */
      kind: 'loop'
      durationMs: number
      /** The maximum number of requests of all connections together. Default: no maximum. */
      atMost?: number
    }
  | {
      /** Each connection opens one stream, and disconnects `durationMs` after all have started. */
      kind: 'hold'
      durationMs: number
    }
)

export type JobResult = {
  answered: number
  /** The number of incomplete answers; `firstFailure` describes the first. */
  failed: number
  firstFailure: string | null
  /** The time from the first request to the last answer. */
  elapsedMs: number
  latencyMs: Quantiles
  /** The time to the first event of a stream. */
  firstEventMs: Quantiles
  /** The number of events of all streams. */
  events: number
  /** The number of open streams at the end of a `hold`; `heldUntilMs` is that time (`Date.now()`). */
  held: number
  heldUntilMs: number
  /** The CPU time of the load generator itself. */
  ownCpuMs: number
}

export type Quantiles = { p50: number; p99: number; mean: number }
