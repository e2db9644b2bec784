import type { Closing, Relay } from '../../dialect.ts'
import { spliceBytes, spliceText } from '../../json/splice.ts'
import type { Frame } from '../../wire/sse.ts'
import { OWN_FIELDS } from '../own-fields.ts'
import { spliceUsage } from '../relayed.ts'
import { writeUsage } from './usage.ts'

/** The state of passing on one stream. */
export type RelayState = {
  names: Record<'responseId' | 'modelVersion', string>
  /** The newest response since the first with a finish reason. The last one waits for the cost. */
  held: Frame | null
}

/** Every response of a stream has the id and the model. Several may have a finish reason, and any may be the last. */
export const relay: Relay<RelayState> = {
  start: (context) => ({ names: namesOf(context), held: null }),
  step: (state, frame) => {
    const named = { ...frame, data: spliceText(frame.data, state.names) }
    const before = state.held
    if (before === null && !ENDS.test(frame.data)) return [named]
    state.held = named
    return before === null ? [] : [before]
  },
  end: ({ names, held }, closing) => {
    const last = held ?? { data: spliceText(UNSAID_ENDING, names) }
    return [{ ...last, data: withUsage(last.data, closing) }]
  },
  cut: (state) => {
    state.held = { data: spliceText(CUT_ENDING, state.names) }
    return []
  },
  whole: (text, context, closing) => withUsage(spliceText(text, namesOf(context)), closing),
  request: (body) => ({
    // The model and whether to stream are in the path.
    body: spliceBytes(body, { ...OWN_FIELDS, model: null, stream: null }),
    wantsUsageChunk: false,
  }),
}

/** A cheap check instead of parsing: quotes in texts are escaped, so this is not a text of the model. */
const ENDS = /"(?:finishReason|blockReason)":\s*"/

const UNSAID_ENDING =
  '{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}]}'

const CUT_ENDING = UNSAID_ENDING.replace('"STOP"', '"MAX_TOKENS"')

const namesOf = ({ id, model }: { id: string; model: string }): RelayState['names'] => ({
  responseId: JSON.stringify(id),
  modelVersion: JSON.stringify(model),
})

const withUsage = (text: string, closing: Closing): string =>
  spliceUsage(text, ['usageMetadata'], closing, writeUsage)
