import type { ChatEvent } from '../../canonical/events.ts'
import { cutFault, FaultError } from '../../canonical/faults.ts'
import type { ChatResult } from '../../canonical/result.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import { isObject, parseJson } from '../../json/object.ts'
import { malformedFault } from '../read-fault.ts'
import { holdsFault, readError } from './errors.ts'

/** Reads what `writeResult` wrote; with its `costUsd`. @throws FaultError if it is not an answer. */
export const readResult = (body: unknown): ChatResult => {
  if (holdsFault(body)) throw new FaultError(readError(200, body))
  if (!isObject(body) || !Array.isArray(body['blocks'])) throw new FaultError(malformedFault(body))
  return body as unknown as ChatResult
}

export type ReadState = { isEnded: boolean }

/** Reads what `writeStream` wrote. */
export const readStream: Machine<ReadState, Frame, ChatEvent, Record<string, never>> = {
  start: () => ({ isEnded: false }),
  step: (state, { data }) => {
    if (state.isEnded) return [state, []]
    const event = eventIn(data)
    return [{ isEnded: event.type === 'finish' || event.type === 'fault' }, [event]]
  },
  end: ({ isEnded }) => (isEnded ? [] : [{ type: 'fault', fault: cutFault() }]),
}

const eventIn = (data: string): ChatEvent => {
  const event = parseJson(data)
  return isObject(event) && typeof event['type'] === 'string'
    ? (event as unknown as ChatEvent)
    : { type: 'fault', fault: malformedFault(data) }
}
