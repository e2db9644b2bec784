import { FRAMING_CONTENT_TYPES, printFrames } from '@gptget/protocol'
import type { Frame } from '@gptget/protocol'
import type { Generation } from '../generation/generation.ts'

/** Sends the headers of an answer, unless they were already sent (`respondAhead`). */
export const respond = (generation: Generation, status: number, headers: Record<string, string>): void => {
  if (generation.hasHead) return
  generation.hasHead = true
  generation.stream.respond({ status, headers, priceVersion: generation.catalog.priceVersion })
}

/** The headers of every stream. */
export const streamHeadersOf = ({ stream }: Generation): Record<string, string> => ({
  'content-type': FRAMING_CONTENT_TYPES[stream.head.framing],
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
})

/** Writes frames in the format that the caller wants. */
export const printFor = (generation: Generation, frames: readonly Frame[], isLast: boolean): Buffer => {
  const { dialect, framing } = generation.stream.head
  const text = printFrames({ dialect, framing }, frames, { eventsBefore: generation.eventCount, isLast })
  generation.eventCount += frames.length
  return Buffer.from(text)
}
