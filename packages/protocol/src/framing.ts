import type { CallerDialect, Framing } from '@gptget/contracts'
import type { Frame } from './wire/sse.ts'
import { CAPABILITIES } from './registry/dialects.ts'
import { printSse } from './wire/sse.ts'

export const FRAMING_CONTENT_TYPES: Record<Framing, string> = {
  sse: 'text/event-stream; charset=utf-8',
  'numbered-sse': 'text/event-stream; charset=utf-8',
  'json-array': 'application/json; charset=utf-8',
}

/** The position of frames in their stream. `isLast`: nothing follows them. */
export type Place = { eventsBefore: number; isLast: boolean }

/** How the streams of one answer are printed. */
export type Setting = { dialect: CallerDialect; framing: Framing }

/**
 * Whether events have their number as id: those that begin with a line with their name, and others if requested. Never
 * if the dialect's clients would drop such an event.
 */
const hasIds = ({ dialect, framing }: Setting): boolean => {
  const { hasEventNames, hasEventIds } = CAPABILITIES[dialect].stream
  return hasEventIds && (framing === 'numbered-sse' || (framing === 'sse' && hasEventNames))
}

/** Prints a stream's frames, optionally with the number of each in the stream (from 1) as id. */
export const printFrames = (setting: Setting, frames: readonly Frame[], place: Place): string => {
  if (setting.framing !== 'json-array')
    return printSse(frames, hasIds(setting) ? place.eventsBefore + 1 : null)
  const elements = frames.map(({ data }) => data).join(',\r\n')
  const start = place.eventsBefore === 0 ? '[' : elements === '' ? '' : ',\r\n'
  return start + elements + (place.isLast ? ']' : '')
}

/**
 * A keep-alive between two events, which clients ignore. A comment is written before the next event's block without a
 * blank line, after which openai-python would expect an event.
 */
export const keepAliveOf = ({ dialect, framing }: Setting): string =>
  framing === 'json-array' ? '\n' : CAPABILITIES[dialect].stream.keepAlive
