import {
  adapt,
  CLIENT_FACING,
  estimateInputTokens,
  holdsCarriedSignatures,
  mayNeedAdapting,
  refuseLosses,
  restorerOf,
  RELAYS,
  startMachine,
  UPSTREAM_FACING,
} from '@gptget/protocol'
import type {
  AnswerContext,
  ChatEvent,
  ChatRequest,
  ChatResult,
  Closing,
  Frame,
  Loss,
} from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import { targetOf } from '../generation/read-chat.ts'
import { answerNamesOf, dialectOf, readRequestOf } from '../generation/generation.ts'
import type { Generation } from '../generation/generation.ts'

/** How one answer gets from a provider's dialect into the caller's. */
export type AnswerPath = {
  /** The body for the provider. */
  body: Buffer
  /** What of the request does not reach the provider as the caller wrote it. */
  losses: readonly Loss[]
  /** Stop sequences to look for in the answer, which the provider does not take. */
  stops: readonly string[]
  /** Takes a frame (null: the stream's end) and the events it was read as; returns what may go to the caller now. */
  step(frame: Frame | null, events: ChatEvent[]): Frame[]
  /** The end: usage, cost, terminal event. */
  end(closing: Closing): Frame[]
  /** A whole answer for the caller, from the provider's text and what it was read as. */
  whole(text: string, result: ChatResult, closing: Closing): string
}

/**
 * The shortest path there is: bytes as they are where both sides speak the same dialect, else a translation.
 * @throws PublicError when the route's dialect cannot say what the caller asks, or `strict` forbids how.
 */
export const openPath = (generation: Generation, route: Route): AnswerPath => {
  const { dialect, quirks } = route.provider
  const isOwn = dialectOf(generation) === dialect
  if (isOwn && !mayNeedAdapting(generation.body, quirks)) return passThrough(generation, route)
  const request = readRequestOf(generation)
  const adapted = adapt(request, { ...targetOf(generation.catalog, route), dialect })
  const isSame = isOwn && adapted.request === request && !holdsCarriedSignatures(generation.body)
  return isSame ? passThrough(generation, route) : translate(generation, route, request, adapted)
}

const passThrough = (generation: Generation, route: Route): AnswerPath => {
  const relay = RELAYS[route.provider.dialect]
  const target = { ...targetOf(generation.catalog, route), isStream: generation.stream.head.isStream }
  const { body, ...asked } = relay.request(generation.body, target)
  const context = { ...answerNamesOf(generation, route), ...asked }
  const state = relay.start(context)
  return {
    body,
    losses: [],
    stops: [],
    step: (frame) => (frame === null ? [] : relay.step(state, frame)),
    end: (closing) => relay.end(state, closing),
    whole: (text, _result, closing) => relay.whole(text, context, closing),
  }
}

const translate = (
  generation: Generation,
  route: Route,
  request: ChatRequest,
  { request: adapted, losses }: ReturnType<typeof adapt>,
): AnswerPath => {
  const { writeStream, writeResult } = CLIENT_FACING[dialectOf(generation)]
  if (generation.stream.head.isStrict) refuseLosses(losses)
  const written = UPSTREAM_FACING[route.provider.dialect].writeRequest(
    adapted,
    targetOf(generation.catalog, route),
  )
  let costUsd = 0
  let completedAtSeconds: number | undefined
  const answerContext: AnswerContext = {
    ...answerNamesOf(generation, route),
    upstream: route.provider.dialect,
    request,
    estimatedInputTokens: estimateInputTokens(request),
    costUsd: () => costUsd,
    completedAtSeconds: () => completedAtSeconds ?? answerContext.createdAtSeconds,
  }
  const hear = (closing: Closing): void => {
    costUsd = closing.costUsd
    completedAtSeconds = closing.completedAtSeconds
  }
  const restorer = restorerOf(adapted)
  const writer = startMachine(writeStream, answerContext)
  const write = (event: ChatEvent): Frame[] =>
    restorer.step(event).flatMap((restored) => writer.step(restored))
  const last: ChatEvent[] = []
  return {
    body: Buffer.from(JSON.stringify(written)),
    losses,
    stops: adapted.emulatedStops ?? [],
    step: (_frame, events) =>
      events.flatMap((event) => {
        if (event.type !== 'finish' && event.type !== 'usage') return write(event)
        // The end is written once its cost is known and recorded.
        last.push(event)
        return []
      }),
    end: (closing) => {
      hear(closing)
      const finish = last.filter((event) => event.type === 'finish')
      const events: ChatEvent[] = [{ type: 'usage', usage: closing.usage }, ...finish]
      return [...events.flatMap(write), ...writer.end()]
    },
    whole: (_text, result, closing) => {
      hear(closing)
      const restored = restorer.whole(result)
      return JSON.stringify(writeResult({ ...restored, usage: closing.usage }, answerContext))
    },
  }
}
