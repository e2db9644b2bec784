import { JsonScanner } from '@gptget/http'
import type { RawData } from 'ws'

/** Parsed in milliseconds, whatever it contains. */
const SMALL_BYTES = 64 * 1024
/** More than any event has. A parser takes seconds for as many as fit into a message. */
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
