import type { IncomingHttpHeaders } from 'node:http'

/** A received request. Times are `performance.now()` of the upstream's process. */
export type RecordedRequest = {
  /** 1 for the first request since the start or the last `clear`. */
  number: number
  method: string
  /** The path with the query string. */
  path: string
  headers: IncomingHttpHeaders
  /** The bytes of the body. */
  body: Buffer
  /** The parsed body; undefined if it is not JSON. */
  json: unknown
  /** The model, from the body or, in Gemini's dialect, from the path. */
  model: string | undefined
  receivedAtMs: number
  /** When the whole answer was written. */
  completedAtMs: number | undefined
  /** When the client disconnected before the answer was complete. */
  abortedAtMs: number | undefined
  /** The number of writes of the answer's body so far. */
  writeCount: number
}
