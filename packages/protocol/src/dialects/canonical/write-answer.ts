import type { ChatEvent } from '../../canonical/events.ts'
import { cutFault, publicErrorOf } from '../../canonical/faults.ts'
import type { ChatResult } from '../../canonical/result.ts'
import type { AnswerContext } from '../../dialect.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import { compact, type JsonObject } from '../../json/object.ts'
import { errorForm } from './errors.ts'

/** Writes an answer in the canonical form, with its cost. */
export const writeResult = (result: ChatResult, { id, model, costUsd }: AnswerContext): JsonObject =>
  compact({ ...result, id, model, costUsd: result.usage && costUsd?.(result.usage) })

export type WriteState = { context: AnswerContext; isEnded: boolean }

/** Writes every event as the data of a frame. */
export const writeStream: Machine<WriteState, ChatEvent, Frame, AnswerContext> = {
  start: (context) => ({ context, isEnded: false }),
  step: (state, event) => {
    if (state.isEnded) return [state, []]
    state.isEnded = event.type === 'finish' || event.type === 'fault'
    return [state, writeEvent(state.context, event)]
  },
  end: ({ context, isEnded }) => (isEnded ? [] : writeEvent(context, { type: 'fault', fault: cutFault() })),
}

const writeEvent = (context: AnswerContext, event: ChatEvent): Frame[] => {
  switch (event.type) {
    case 'start':
      return [{ data: JSON.stringify({ ...event, id: context.id, model: context.model }) }]
    case 'usage':
      return [{ data: JSON.stringify({ ...event, costUsd: context.costUsd?.(event.usage) }) }]
    case 'fault':
      return errorForm.events(publicErrorOf(event.fault), context)
    default:
      return [{ data: JSON.stringify(event) }]
  }
}
