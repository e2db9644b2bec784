import type { Closing, Relay, RelayContext } from '../../dialect.ts'
import { readMember, spliceBytes, spliceText } from '../../json/splice.ts'
import type { Frame } from '../../wire/sse.ts'
import { arrayOf, isObject, objectOf, parseJson, type JsonObject } from '../json.ts'
import { OWN_FIELDS } from '../own-fields.ts'
import { writeUsage } from './usage.ts'
import { outputText } from './write-result.ts'

/** Where the passing on of one stream stands. */
export type RelayState = {
  names: Pick<RelayContext, 'id' | 'model'>
  /** The event that ends the stream: it waits for the cost. */
  held: Frame | null
}

/** Only events about the whole response name it: items and deltas pass as they are. */
export const relay: Relay<RelayState> = {
  start: ({ id, model }) => ({ names: { id, model }, held: null }),
  step: (state, frame) => {
    if (frame.data === '[DONE]') return []
    const type = frame.event ?? objectOf(parseJson(frame.data))['type']
    if (typeof type !== 'string' || !WHOLE.has(type)) return [frame]
    const named = {
      ...frame,
      data: withResponse(frame.data, (response) => ({ ...response, ...state.names })),
    }
    if (!LAST.has(type)) return [named]
    state.held = named
    return []
  },
  end: ({ held }, closing) =>
    held === null
      ? []
      : [{ ...held, data: withResponse(held.data, (response) => withCost(response, closing)) }],
  whole: (text, { id, model }, closing) => {
    const { usage, output_text } = withCost(objectOf(parseJson(text)), closing)
    return spliceText(text, {
      id: JSON.stringify(id),
      model: JSON.stringify(model),
      usage: JSON.stringify(usage),
      output_text: JSON.stringify(output_text),
    })
  },
  request: (body, { model }) => ({
    body: spliceBytes(body, { ...OWN_FIELDS, model: JSON.stringify(model) }),
    wantsUsageChunk: false,
  }),
}

const LAST = new Set(['response.completed', 'response.incomplete'])
const WHOLE = new Set(['response.created', 'response.queued', 'response.in_progress', ...LAST])

const withResponse = (data: string, change: (response: JsonObject) => JsonObject): string => {
  const response = readMember(Buffer.from(data), 'response')
  return isObject(response) ? spliceText(data, { response: JSON.stringify(change(response)) }) : data
}

const withCost = (response: JsonObject, { usage, costUsd }: Closing): JsonObject => ({
  ...response,
  output_text: outputText(arrayOf(response['output']).map(objectOf)),
  usage: isObject(response['usage']) ? { ...response['usage'], cost: costUsd } : writeUsage(usage, costUsd),
})
