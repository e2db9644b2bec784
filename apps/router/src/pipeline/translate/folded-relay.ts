import { fold } from '@gptget/protocol'
import type { ChatEvent, Frame, Running } from '@gptget/protocol'
import type { StreamRelay } from '../generation/operation.ts'
import type { AnswerPath } from './answer-path.ts'

/** Reads an answer as a stream that the caller wants whole, so that its length is known while it grows. */
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
