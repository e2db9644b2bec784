import type { Framing } from '@gptget/contracts'

/** The separator between two elements of a printed JSON array. */
export const SEPARATOR = Buffer.from(',\r\n')
const BLANK_LINE = Buffer.from('\n\n')
const ARRAY_END = ']'.charCodeAt(0)

/**
 * The position in a printed stream after `eventCount` events: after the last of them, before the separator. null: there
 * are fewer events. No event's data contains a line break.
 */
export const offsetAfterEvents = (framing: Framing, bytes: Buffer, eventCount: number): number | null => {
  if (eventCount === 0) return 0
  return framing === 'json-array' ? offsetInArray(bytes, eventCount) : offsetInSse(bytes, eventCount)
}

const offsetInSse = (bytes: Buffer, eventCount: number): number | null => {
  let offset = 0
  for (let count = 0; count < eventCount; count++) {
    const end = bytes.indexOf(BLANK_LINE, offset)
    if (end === -1) return null
    offset = end + BLANK_LINE.byteLength
  }
  return offset
}

const offsetInArray = (bytes: Buffer, eventCount: number): number | null => {
  const last = bytes.at(-1) === ARRAY_END ? bytes.byteLength - 1 : bytes.byteLength
  let end = 0
  for (let count = 0; count < eventCount; count++) {
    if (end >= last) return null
    const next = bytes.indexOf(SEPARATOR, end + 1)
    end = next === -1 ? last : next
  }
  return end
}
