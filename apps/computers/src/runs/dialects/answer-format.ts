import type { Frame } from '@gptget/protocol'
import type { PublicError } from '@gptget/errors'
import type { NumberedEvent } from '../active/run-event.ts'

/** What every answer of a run names. */
export type AnswerNames = {
  runId: string
  threadId: string
  model: string
  createdAtSeconds: number
  /** Whether it tells of steps and actions, or of nothing but text. */
  hasEvents: boolean
}

/** How one dialect tells of a run: as it goes, and as a whole. */
export type AnswerFormat = {
  /** Frames of a stream, event by event. */
  stream(names: AnswerNames): (event: NumberedEvent) => Frame[]
  whole(names: AnswerNames, events: readonly NumberedEvent[]): object
  /** In a stream that cannot go on. */
  failure(error: PublicError): Frame[]
}

export type Finished = Extract<NumberedEvent, { type: 'run.finished' }>

/** The end of a run that is over. */
export const finishOf = (events: readonly NumberedEvent[]): Finished => {
  const last = events.at(-1)
  if (last?.type !== 'run.finished') throw new Error('the run is not over')
  return last
}

/** What the model said in its last words. */
export const lastWords = (events: readonly NumberedEvent[]): string => {
  const texts = new Map<number, string>()
  for (const event of events) {
    if (event.type === 'step.retried') texts.delete(event.step)
    if (event.type === 'text') texts.set(event.step, (texts.get(event.step) ?? '') + event.text)
  }
  return [...texts.values()].at(-1) ?? ''
}
