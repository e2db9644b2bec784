import type { IncomingHttpHeaders } from 'node:http'

/** A request the upstream received. Times are `performance.now()` of the process the upstream runs in. */
export type RecordedRequest = {
  /** 1 for the first request since the start or the last `clear`. */
  number: number
  method: string
  /** Path with query string, as received. */
  path: string
  headers: IncomingHttpHeaders
  /** The body's bytes, as received. */
  body: Buffer
  /** The body parsed; undefined when it is not JSON. */
  json: unknown
  /** The model it names (in its body or, in Gemini's dialect, in its path). */
  model: string | undefined
  receivedAtMs: number
  /** When the answer was handed to the socket to its end. */
  completedAtMs: number | undefined
  /** When the other side left before the answer was complete. */
  abortedAtMs: number | undefined
  /** How many writes of the answer's body were made so far. */
  writeCount: number
}
