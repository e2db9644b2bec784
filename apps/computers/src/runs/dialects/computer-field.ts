import type { NumberedEvent } from '../active/run-event.ts'
import { finishOf, type AnswerNames } from './answer-format.ts'
import { stepsOf } from './steps-of.ts'

/** The fields about the run in every answer, in addition to those of its dialect. */
export const computerField = (names: AnswerNames, events: readonly NumberedEvent[]) => {
  const finished = finishOf(events)
  const asked = events.findLast((event) => event.type === 'confirmation_required')
  return {
    run_id: names.runId,
    thread_id: names.threadId,
    finish_reason: finished.reason,
    error: finished.error,
    cost: finished.cost,
    steps: stepsOf(events),
    pending_confirmation:
      asked === undefined ? null : { id: asked.id, message: asked.message, actions: asked.actions },
  }
}
