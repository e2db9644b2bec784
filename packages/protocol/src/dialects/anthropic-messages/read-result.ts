import type { ChatEvent } from '../../canonical/events.ts'
import { fold } from '../../canonical/fold.ts'
import type { ChatResult } from '../../canonical/result.ts'
import { arrayOf, isObject, type JsonObject } from '../../json/object.ts'
import { malformedFault } from '../read-fault.ts'
import { fail, readEvent, readStream } from './read-stream.ts'

/**
 * Reads a whole message as the events of a stream.
 * @throws FaultError if the body is an error, unreadable or unfinished.
 */
export const readResult = (body: unknown): ChatResult => {
  const state = readStream.start({})
  const out: ChatEvent[] = []
  if (!isObject(body)) fail(state, malformedFault(body), out)
  else for (const event of eventsOf(body)) if (!state.isEnded) readEvent(state, event, out)
  return fold(out)
}

const eventsOf = (message: JsonObject): JsonObject[] => {
  if (message['type'] === 'error') return [message]
  const { stop_reason, stop_sequence, stop_details } = message
  return [
    { type: 'message_start', message },
    ...arrayOf(message['content']).flatMap((content_block, index) => [
      { type: 'content_block_start', index, content_block },
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason, stop_sequence, stop_details } },
    { type: 'message_stop' },
  ]
}
