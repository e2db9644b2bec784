import { fold } from '@gptget/protocol'
import type { ChatEvent, Frame, Running } from '@gptget/protocol'
import type { StreamRelay } from '../generation/operation.ts'
import type { AnswerPath } from './answer-path.ts'

/** Reads as a stream what the caller wants whole: so that it is known how long it is while it is made. */
export const foldedRelay = (reader: Running<Frame, ChatEvent>, path: AnswerPath): StreamRelay => {
  const heard: ChatEvent[] = []
  return {
    reader,
    step: (_frame, events) => {
      heard.push(...events)
      return []
    },
    cut: () => {
      heard.push({ type: 'finish', reason: 'length' })
      return []
    },
    end: () => [],
    whole: (closing) => path.whole('', fold(heard), closing),
  }
}
