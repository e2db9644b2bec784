import type { CallerDialect, Framing } from '@gptget/contracts'
import type { Frame } from './wire/sse.ts'
import { CAPABILITIES } from './registry/dialects.ts'
import { printSse } from './wire/sse.ts'

export const FRAMING_CONTENT_TYPES: Record<Framing, string> = {
  sse: 'text/event-stream; charset=utf-8',
  'numbered-sse': 'text/event-stream; charset=utf-8',
  'json-array': 'application/json; charset=utf-8',
}

/** Where in their stream frames stand. `isLast`: nothing comes after them. */
export type Place = { eventsBefore: number; isLast: boolean }

/** How the streams of one answer are set down. */
export type Setting = { dialect: CallerDialect; framing: Framing }

/**
 * Whether events carry their number as id: those that begin with a line for their name, and others where it is asked
 * for. Never where the dialect's clients would drop such an event.
 */
const hasIds = ({ dialect, framing }: Setting): boolean => {
  const { hasEventNames, hasEventIds } = CAPABILITIES[dialect].stream
  return hasEventIds && (framing === 'numbered-sse' || (framing === 'sse' && hasEventNames))
}

/** Prints a stream's frames, with the number of each in the stream (from 1) as id where it has one. */
export const printFrames = (setting: Setting, frames: readonly Frame[], place: Place): string => {
  if (setting.framing !== 'json-array')
    return printSse(frames, hasIds(setting) ? place.eventsBefore + 1 : null)
  const elements = frames.map(({ data }) => data).join(',\r\n')
  const start = place.eventsBefore === 0 ? '[' : elements === '' ? '' : ',\r\n'
  return start + elements + (place.isLast ? ']' : '')
}

/**
 * What keeps a silent connection open and means nothing to any client, between two events. A comment stands before the
 * next event's block without a blank line of its own, at which openai-python would look for an event.
 */
export const keepAliveOf = ({ dialect, framing }: Setting): string =>
  framing === 'json-array' ? '\n' : CAPABILITIES[dialect].stream.keepAlive
