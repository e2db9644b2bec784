import { CLIENT_FACING, RELAYS, startMachine, UPSTREAM_FACING } from '@gptget/protocol'
import type { AnswerContext, ChatEvent, ChatResult, Closing, Dialect, Frame } from '@gptget/protocol'
import type { Route } from '../catalog/catalog.ts'

/** How one answer gets from a provider's dialect into the caller's. */
export type AnswerPath = {
  /** The body for the provider. */
  body: Buffer
  /** Takes a frame (null: the stream's end) and the events it was read as; returns what may go to the caller now. */
  step(frame: Frame | null, events: ChatEvent[]): Frame[]
  /** The end: usage, cost, terminal event. */
  end(closing: Closing): Frame[]
  /** A whole answer for the caller, from the provider's text and what it was read as. */
  whole(text: string, result: ChatResult, closing: Closing): string
}

type PathOptions = {
  caller: Dialect
  route: Route
  body: Buffer
  isStream: boolean
  context: Omit<AnswerContext, 'costUsd' | 'request'>
}

/** The shortest path there is: bytes as they are where both sides speak the same dialect, else a translation. */
export const openPath = (options: PathOptions): AnswerPath =>
  options.caller === options.route.provider.dialect ? passThrough(options) : translate(options)

const passThrough = ({ caller, route, body, isStream, context }: PathOptions): AnswerPath => {
  const relay = RELAYS[caller]!
  const target = { model: route.upstreamModel, isStream, quirks: route.provider.quirks }
  const { body: relayed, wantsUsageChunk } = relay.request(body, target)
  const relayContext = { id: context.id, model: context.model, wantsUsageChunk }
  const state = relay.start(relayContext)
  return {
    body: relayed,
    step: (frame) => (frame === null ? [] : relay.step(state, frame)),
    end: (closing) => relay.end(state, closing),
    whole: (text, _result, closing) => relay.whole(text, relayContext, closing),
  }
}

const translate = ({ caller, route, body, context }: PathOptions): AnswerPath => {
  const { readRequest, writeStream, writeResult } = CLIENT_FACING[caller]!
  const request = readRequest(JSON.parse(body.toString()))
  const target = { model: route.upstreamModel, quirks: route.provider.quirks }
  const written = UPSTREAM_FACING[route.provider.dialect]!.writeRequest(request, target)
  let costUsd = 0
  const answerContext: AnswerContext = { ...context, request, costUsd: () => costUsd }
  const writer = startMachine(writeStream, answerContext)
  const last: ChatEvent[] = []
  return {
    body: Buffer.from(JSON.stringify(written)),
    step: (_frame, events) =>
      events.flatMap((event) => {
        if (event.type !== 'finish' && event.type !== 'usage') return writer.step(event)
        // The end is written once its cost is known and recorded.
        last.push(event)
        return []
      }),
    end: (closing) => {
      costUsd = closing.costUsd
      const finish = last.filter((event) => event.type === 'finish')
      const events: ChatEvent[] = [{ type: 'usage', usage: closing.usage }, ...finish]
      return [...events.flatMap((event) => writer.step(event)), ...writer.end()]
    },
    whole: (_text, result, closing) => {
      costUsd = closing.costUsd
      return JSON.stringify(writeResult({ ...result, usage: closing.usage }, answerContext))
    },
  }
}
