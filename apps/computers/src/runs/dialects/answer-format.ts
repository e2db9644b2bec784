import type { Frame } from '@gptget/protocol'
import type { PublicError } from '@gptget/errors'
import type { NumberedEvent } from '../active/run-event.ts'

/** The fields of every answer of a run. */
export type AnswerNames = {
  runId: string
  threadId: string
  model: string
  createdAtSeconds: number
  /** Whether it contains steps and actions, or only text. */
  hasEvents: boolean
}

/** The format of a run in one dialect: as a stream, and as a whole. */
export type AnswerFormat = {
  /** Frames of a stream, event by event. */
  stream(names: AnswerNames): (event: NumberedEvent) => Frame[]
  whole(names: AnswerNames, events: readonly NumberedEvent[]): object
  /** The error in a stream that cannot continue. */
  failure(error: PublicError): Frame[]
}

export type Finished = Extract<NumberedEvent, { type: 'run.finished' }>

/** A finished run. */
export const finishOf = (events: readonly NumberedEvent[]): Finished => {
  const last = events.at(-1)
  if (last?.type !== 'run.finished') throw new Error('the run is not over')
  return last
}

/** The text of the model's last answer. */
export const lastWords = (events: readonly NumberedEvent[]): string => {
  const texts = new Map<number, string>()
  for (const event of events) {
    if (event.type === 'step.retried') texts.delete(event.step)
    if (event.type === 'text') texts.set(event.step, (texts.get(event.step) ?? '') + event.text)
  }
  return [...texts.values()].at(-1) ?? ''
}
