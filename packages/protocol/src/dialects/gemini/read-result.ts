import type { ChatEvent } from '../../canonical/events.ts'
import { fold } from '../../canonical/fold.ts'
import type { ChatResult } from '../../canonical/result.ts'
import { isObject } from '../../json/object.ts'
import { malformedFault } from '../read-fault.ts'
import { endAnswer, fail, readResponse, readStream } from './read-stream.ts'

/**
 * Reads a `generateContent` response, as the only chunk of a stream.
 * @throws FaultError if the body is an error, unreadable or unfinished.
 */
export const readResult = (body: unknown): ChatResult => {
  const state = readStream.start({})
  const events: ChatEvent[] = []
  if (isObject(body)) readResponse(state, body, events)
  else fail(state, malformedFault(body), events)
  if (!state.isEnded) endAnswer(state, events)
  return fold(events)
}
