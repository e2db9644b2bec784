import type { Frame } from './sse.ts'
import { printSse } from './sse.ts'

/** How a stream's frames are set down: as server-sent events, or as the elements of one JSON array (Gemini without `alt=sse`). */
export const FRAMINGS = ['sse', 'json-array'] as const
export type Framing = (typeof FRAMINGS)[number]

export const FRAMING_CONTENT_TYPES: Record<Framing, string> = {
  sse: 'text/event-stream; charset=utf-8',
  'json-array': 'application/json; charset=utf-8',
}

/** Prints a stream's frames. `isFirst`: nothing was printed before; `isLast`: nothing will be. */
export const printFrames = (
  framing: Framing,
  frames: readonly Frame[],
  place: { isFirst: boolean; isLast: boolean },
): string => {
  if (framing === 'sse') return printSse(frames)
  const elements = frames.map(({ data }) => data).join(',\r\n')
  const start = place.isFirst ? '[' : elements === '' ? '' : ',\r\n'
  return start + elements + (place.isLast ? ']' : '')
}
