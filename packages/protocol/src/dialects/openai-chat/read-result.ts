import type { ChatEvent } from '../../canonical/events.ts'
import { fold } from '../../canonical/fold.ts'
import type { ChatResult } from '../../canonical/result.ts'
import { isObject } from '../../json/object.ts'
import { malformedFault } from '../read-fault.ts'
import { readPlainResult } from './read-plain-result.ts'
import { fail } from './read-state.ts'
import { endAnswer, readChunk, readStream } from './read-stream.ts'

/** Reads a chat completion. @throws FaultError if the body is an error, unreadable or unfinished. */
export const readResult = (body: unknown): ChatResult =>
  (isObject(body) ? readPlainResult(body) : null) ?? readByEvents(body)

/** Uses the stream reader, with one chunk, so that the two cannot differ. */
export const readByEvents = (body: unknown): ChatResult => {
  const state = readStream.start({})
  const events: ChatEvent[] = []
  if (isObject(body)) readChunk(state, body, events)
  else fail(state, malformedFault(body), events)
  if (!state.isEnded) endAnswer(state, events)
  return fold(events)
}
