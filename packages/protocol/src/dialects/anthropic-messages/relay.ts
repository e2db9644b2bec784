import type { Closing, Relay } from '../../dialect.ts'
import { spliceBytes, spliceNested, spliceText, textAt } from '../../json/splice.ts'
import type { Edits } from '../../json/splice.ts'
import type { Frame } from '../../wire/sse.ts'
import { OWN_FIELDS } from '../own-fields.ts'
import { eventTypeOf, spliceUsage } from '../relayed.ts'
import { writeUsage } from './usage.ts'
import { writeModel } from './write-request.ts'

/** The state of passing on one stream. */
export type RelayState = {
  names: { id: string; model: string }
  /** The event with the stop reason, and those after it, which wait for the cost. */
  held: Frame[]
  /** The start event of the open block. */
  open: string | null
  /** The terminal event, after it arrived. */
  stop: Frame | null
}

/** Only the first event has the id, and only the second last the usage. All others pass unchanged. */
export const relay: Relay<RelayState> = {
  repeatsText: true,
  start: (context) => ({ names: namesOf(context), held: [], open: null, stop: null }),
  step: (state, { event, data }) => {
    if (state.stop !== null) return []
    const type = eventTypeOf(data)
    // Official clients ignore events without a name, and not every server sends one.
    const frame = event === undefined && typeof type === 'string' ? { event: type, data } : { event, data }
    switch (type) {
      case 'message_start':
        return [{ ...frame, data: spliceNested(data, ['message'], state.names) }]
      case 'message_delta':
        return state.held.splice(0, Infinity, frame)
      case 'message_stop':
        state.stop = frame
        return []
      default:
        if (type === 'content_block_start') state.open = data
        else if (type === 'content_block_stop') state.open = null
        if (state.held.length === 0) return [frame]
        state.held.push(frame)
        return []
    }
  },
  end: ({ held, stop }, closing) => {
    const [ending = UNSAID_ENDING, ...after] = held
    return [{ ...ending, data: withUsage(ending.data, closing) }, ...after, stop ?? STOP]
  },
  cut: (state) => {
    state.held = [CUT_ENDING]
    const index = state.open === null ? undefined : textAt(state.open, ['index'])
    if (index === undefined) return []
    return [{ event: 'content_block_stop', data: `{"type":"content_block_stop","index":${index}}` }]
  },
  whole: (text, context, closing) => withUsage(spliceText(text, namesOf(context)), closing),
  request: (body, target) => ({
    body: spliceBytes(body, { ...OWN_FIELDS, ...modelEdits(target) }),
    wantsUsageChunk: false,
  }),
}

const modelEdits = (target: Parameters<typeof writeModel>[0]): Edits =>
  Object.fromEntries(
    Object.entries(writeModel(target)).map(([key, value]) => [
      key,
      value === undefined ? null : JSON.stringify(value),
    ]),
  )

const UNSAID_ENDING: Frame = {
  event: 'message_delta',
  data: '{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null}}',
}
const CUT_ENDING: Frame = { ...UNSAID_ENDING, data: UNSAID_ENDING.data.replace('end_turn', 'max_tokens') }
const STOP: Frame = { event: 'message_stop', data: '{"type":"message_stop"}' }

const namesOf = ({ id, model }: { id: string; model: string }): RelayState['names'] => ({
  id: JSON.stringify(id),
  model: JSON.stringify(model),
})

const withUsage = (text: string, closing: Closing): string =>
  spliceUsage(text, ['usage'], closing, writeUsage)
