import { JsonScanner } from '@gptget/http'
import type { RawData } from 'ws'

/** A message up to this size is parsed in milliseconds, with any content. */
const SMALL_BYTES = 64 * 1024
/** More values than any event has. Parsing as many as fit into a message takes seconds. */
const MAX_VALUES = 100_000

/** The text of a message, which can be parsed without delaying others. @throws PublicError 400 otherwise */
export const readMessage = (data: RawData): string => {
  const bytes = bytesOf(data)
  if (bytes.byteLength > SMALL_BYTES) new JsonScanner(MAX_VALUES).push(bytes)
  return bytes.toString()
}

const bytesOf = (data: RawData): Buffer => {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}
