import type { QueuedResponse } from '@gptget/contracts'

/** A background request as a row; texts are JSON. */
export type QueuedRow = { request: string; input: string; response: string }

/** Reads a `QueuedResponse`. */
export const readQueued = (body: Buffer): QueuedRow => {
  const { request, input, response } = JSON.parse(body.toString()) as QueuedResponse
  return { request, input: JSON.stringify(input), response: JSON.stringify(response) }
}
