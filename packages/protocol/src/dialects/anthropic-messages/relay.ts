import type { Closing, Relay, RelayContext } from '../../dialect.ts'
import { readMember, spliceBytes, spliceText } from '../../json/splice.ts'
import type { Frame } from '../../wire/sse.ts'
import { isObject, objectOf, parseJson } from '../json.ts'
import { OWN_FIELDS } from '../own-fields.ts'
import { writeUsage } from './usage.ts'

/** Where the passing on of one stream stands. */
export type RelayState = {
  names: Pick<RelayContext, 'id' | 'model'>
  /** The event that says why the message ended: it waits for the cost. */
  held: string | null
}

/** Only the first event names the message, and only the last but one counts it: all others pass as they are. */
export const relay: Relay<RelayState> = {
  start: ({ id, model }) => ({ names: { id, model }, held: null }),
  step: (state, frame) => {
    switch (frame.event) {
      case 'message_start':
        return [{ ...frame, data: withNames(frame.data, state.names) }]
      case 'message_delta':
        return [...release(state), ...hold(state, frame.data)]
      case 'message_stop':
        return []
      default:
        return [frame]
    }
  },
  end: (state, closing) => {
    const held =
      state.held ?? '{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null}}'
    return [
      { event: 'message_delta', data: withCost(held, closing) },
      { event: 'message_stop', data: '{"type":"message_stop"}' },
    ]
  },
  whole: (text, { id, model }, closing) =>
    spliceText(withCost(text, closing), { id: JSON.stringify(id), model: JSON.stringify(model) }),
  request: (body, { model }) => ({
    body: spliceBytes(body, { ...OWN_FIELDS, model: JSON.stringify(model) }),
    wantsUsageChunk: false,
  }),
}

const withNames = (data: string, names: RelayState['names']): string => {
  const message = objectOf(objectOf(parseJson(data))['message'])
  return spliceText(data, { message: JSON.stringify({ ...message, ...names }) })
}

const hold = (state: RelayState, data: string): Frame[] => {
  state.held = data
  return []
}

const release = (state: RelayState): Frame[] =>
  state.held === null ? [] : [{ event: 'message_delta', data: state.held }]

const withCost = (text: string, { usage, costUsd }: Closing): string => {
  const reported = readMember(Buffer.from(text), 'usage')
  const counted = isObject(reported) ? { ...reported, cost: costUsd } : writeUsage(usage, costUsd)
  return spliceText(text, { usage: JSON.stringify(counted) })
}
