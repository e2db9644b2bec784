import { CLIENT_FACING, restorerOf, RELAYS, startMachine } from '@gptget/protocol'
import type { AnswerContext, ChatEvent, ChatResult, Closing, Frame } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import { answerNamesOf } from '../generation/generation.ts'
import type { Generation } from '../generation/generation.ts'
import type { Answering } from '../../bodies/prepared.ts'

/** How one answer gets from a provider's dialect to the caller's. */
export type AnswerPath = {
  /** Stop sequences to look for in the answer, because the provider does not support them. */
  stops: readonly string[]
  /** Consecutive text events reuse the previous output. */
  repeatsText: boolean
  /** Takes a frame (null: the stream's end) and its events; returns what may go to the caller now. */
  step(frame: Frame | null, events: ChatEvent[]): Frame[]
  /** Ends it here, as if the answer had reached its maximum length; returns what may go to the caller now. */
  cut(): Frame[]
  /** The end: usage, cost, terminal event. */
  end(closing: Closing): Frame[] | Promise<Frame[]>
  /** A whole answer for the caller, from the provider's text and its parsed form. */
  whole(text: string, result: ChatResult, closing: Closing): string | Promise<string>
}

type Chatting = Extract<Answering, { type: 'passed' | 'translated' }>

/** The way back for the answer to a request that was prepared for a route. */
export const openPath = (generation: Generation, route: Route, answering: Chatting): AnswerPath =>
  answering.type === 'passed'
    ? passThrough(generation, route, answering)
    : translate(generation, route, answering)

const passThrough = (
  generation: Generation,
  route: Route,
  { asked }: Extract<Chatting, { type: 'passed' }>,
): AnswerPath => {
  const relay = RELAYS[route.provider.dialect]
  const context = { ...answerNamesOf(generation, route), ...asked, mayBeCut: generation.held !== null }
  const state = relay.start(context)
  return {
    stops: [],
    repeatsText: relay.repeatsText === true,
    step: (frame) => (frame === null ? [] : relay.step(state, frame)),
    cut: () => relay.cut(state),
    end: (closing) => relay.end(state, closing),
    whole: (text, _result, closing) => relay.whole(text, context, closing),
  }
}

const translate = (
  generation: Generation,
  route: Route,
  { request, estimatedInputTokens, restored, stops }: Extract<Chatting, { type: 'translated' }>,
): AnswerPath => {
  const { writeStream, writeResult } = CLIENT_FACING[generation.stream.head.dialect]
  let costUsd = 0
  let completedAtSeconds: number | undefined
  const answerContext: AnswerContext = {
    ...answerNamesOf(generation, route),
    upstream: route.provider.dialect,
    request,
    estimatedInputTokens,
    costUsd: () => costUsd,
    completedAtSeconds: () => completedAtSeconds ?? answerContext.createdAtSeconds,
  }
  const hear = (closing: Closing): void => {
    costUsd = closing.costUsd
    completedAtSeconds = closing.completedAtSeconds
  }
  const restorer = restorerOf(restored)
  const writer = startMachine(writeStream, answerContext)
  const write = (event: ChatEvent): Frame[] => restorer.step(event).flatMap((known) => writer.step(known))
  const last: ChatEvent[] = []
  const open = new Set<number>()
  return {
    stops,
    repeatsText: false,
    step: (_frame, events) =>
      events.flatMap((event) => {
        if (event.type === 'block-open') open.add(event.index)
        if (event.type === 'block-close') open.delete(event.index)
        if (event.type !== 'finish' && event.type !== 'usage') return write(event)
        // The end is written once its cost is known and recorded.
        last.push(event)
        return []
      }),
    cut: () => {
      last.push({ type: 'finish', reason: 'length' })
      return [...open].flatMap((index) => write({ type: 'block-close', index }))
    },
    end: (closing) => {
      hear(closing)
      const finish = last.filter((event) => event.type === 'finish')
      const events: ChatEvent[] = [{ type: 'usage', usage: closing.usage }, ...finish]
      return [...events.flatMap(write), ...writer.end()]
    },
    whole: (_text, result, closing) => {
      hear(closing)
      const known = restorer.whole(result)
      return JSON.stringify(writeResult({ ...known, usage: closing.usage }, answerContext))
    },
  }
}
