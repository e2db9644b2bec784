import type { Closing, Relay, RelayContext } from '../../dialect.ts'
import { readMember, spliceBytes, spliceText } from '../../json/splice.ts'
import { isObject } from '../json.ts'
import { OWN_FIELDS } from '../own-fields.ts'
import { writeUsage } from './usage.ts'

/** Where the passing on of one stream stands. */
export type RelayState = {
  names: Record<'responseId' | 'modelVersion', string>
  /** The newest response that said why the answer ended: the last one is sent only when the answer is paid for. */
  held: string | null
}

const namesOf = ({ id, model }: Pick<RelayContext, 'id' | 'model'>): RelayState['names'] => ({
  responseId: JSON.stringify(id),
  modelVersion: JSON.stringify(model),
})

/** Every response of a stream carries the names; they may stand anywhere in it. */
export const relay: Relay<RelayState> = {
  start: (context) => ({ names: namesOf(context), held: null }),
  step: (state, { data }) => {
    const text = spliceText(data, state.names)
    const before = state.held
    state.held = mayEnd(data) ? text : null
    return [before, state.held === null ? text : null]
      .filter((one) => one !== null)
      .map((one) => ({ data: one }))
  },
  end: (state, closing) => {
    const last = state.held ?? spliceText('{"candidates":[{"finishReason":"STOP","index":0}]}', state.names)
    return [{ data: withUsage(last, closing) }]
  },
  whole: (text, context, closing) => withUsage(spliceText(text, namesOf(context)), closing),
  request: (body) => ({
    // Model and streaming stand in the path.
    body: spliceBytes(body, { ...OWN_FIELDS, model: null, stream: null }),
    wantsUsageChunk: false,
  }),
}

const mayEnd = (data: string): boolean => data.includes('"finishReason"') || data.includes('"promptFeedback"')

const withUsage = (text: string, { usage }: Closing): string =>
  isObject(readMember(Buffer.from(text), 'usageMetadata'))
    ? text
    : spliceText(text, { usageMetadata: JSON.stringify(writeUsage(usage)) })
