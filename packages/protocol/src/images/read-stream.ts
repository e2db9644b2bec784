import type { ChatEvent } from '../canonical/events.ts'
import { cutFault } from '../canonical/faults.ts'
import type { Machine } from '../canonical/machine.ts'
import { readErrorObject } from '../dialects/openai-chat/errors.ts'
import { isObject, objectOf, parseJson, textOf } from '../json/object.ts'
import type { Frame } from '../wire/sse.ts'
import { readImageUsage } from './read-openai-answer.ts'

/** The number of complete images, and whether the stream has ended. */
type State = { isOver: boolean; completed: number; wanted: number }

/**
 * Reads OpenAI's stream of drafts and images: `image_generation.partial_image`, `….completed`, and the same for edits.
 * It ends with the last requested image.
 */
export const readImageStream: Machine<State, Frame, ChatEvent, { count: number }> = {
  start: ({ count }) => ({ isOver: false, completed: 0, wanted: count }),
  step: (state, frame) => {
    const data = objectOf(parseJson(frame.data))
    const type = textOf(data['type'])
    if (data['error'] || type === 'error') {
      state.isOver = true
      return [state, [{ type: 'fault', fault: readErrorObject(data['error'] ?? data, data) }]]
    }
    if (type.endsWith('.partial_image'))
      return [
        state,
        [{ type: 'block-open', index: state.completed, block: { kind: 'image', mediaType: 'image/png' } }],
      ]
    if (!type.endsWith('.completed')) return [state, []]
    state.completed += 1
    state.isOver = state.completed >= state.wanted
    const usage: ChatEvent[] = isObject(data['usage'])
      ? [{ type: 'usage', usage: readImageUsage(data['usage']) }]
      : []
    return [state, [...usage, ...(state.isOver ? [{ type: 'finish', reason: 'stop' } as const] : [])]]
  },
  end: (state) => {
    if (state.isOver) return []
    if (state.completed > 0) return [{ type: 'finish', reason: 'stop' }]
    return [{ type: 'fault', fault: cutFault() }]
  },
}
