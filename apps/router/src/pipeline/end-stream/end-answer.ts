import { errorHeaders, PublicError } from '@gptget/errors'
import { totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import { SpanStatusCode } from '@gptget/runtime'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { AttemptOutcome, Tried } from '../generation/attempt-outcome.ts'
import type { Bill, Ending, Generation } from '../generation/generation.ts'
import { isLost } from '../generation/is-lost.ts'
import { billFor } from '../price/bill.ts'
import { respond } from '../relay/write-answer.ts'
import { providerNameOf } from '../../generative-ai/names.ts'
import { reportUsage } from '../report/report-usage.ts'
import { errorForm, errorOf, writeErrorEvents } from './answer-error.ts'
import { storeAnswer } from './store-answer.ts'

/** Ends the answer of the last tried route. Its charge is recorded before the caller gets the end. */
export const endAnswer = async (
  context: RouterContext,
  generation: Generation,
  { route, outcome }: Tried,
): Promise<void> => {
  generation.span.setAttribute('gen_ai.provider.name', providerNameOf(route.provider.id))
  switch (outcome.type) {
    case 'hedged':
      throw new Error('a route lost to another one that did not answer')
    case 'failed':
      return endWithError(
        context,
        generation,
        errorOf(generation, outcome.fault, generation.abandoned !== null),
      )
    case 'cancelled': {
      // A whole answer that no one can receive: its edge died, although the caller did not disconnect.
      const hasNoReceiver = !generation.stream.head.isStream && isLost(generation.stream.signal.reason)
      const accumulator = hasNoReceiver ? null : outcome.accumulator
      const ending: Ending = { outcome: 'cancelled', route, accumulator, error: null }
      return end(context, generation, ending, await billFor(context, generation, ending))
    }
    case 'broken':
      return endBroken(context, generation, route, outcome)
    case 'finished':
      return endFinished(context, generation, route, outcome)
  }
}

/** Ends a generation that no provider answered: with an HTTP error, or in the stream if its headers were sent. */
export const endWithError = async (
  context: RouterContext,
  generation: Generation,
  error: PublicError,
): Promise<void> => {
  const { code, message } = error
  const { route, accumulator } = generation.abandoned ?? { route: null, accumulator: null }
  const ending: Ending = { outcome: 'failed', route, accumulator, error: { code, message } }
  generation.span.setAttribute('error.type', code)
  generation.span.setStatus({ code: SpanStatusCode.ERROR, message })
  await end(context, generation, ending, await billFor(context, generation, ending), () =>
    writeError(generation, null, error),
  )
}

const writeError = async (generation: Generation, route: Route | null, error: PublicError): Promise<void> => {
  if (generation.hasHead) return writeErrorEvents(generation, route, error)
  const body = Buffer.from(
    JSON.stringify(errorForm(generation).body(error, generation.stream.head.requestId)),
  )
  respond(generation, error.status, jsonHeaders(body, errorHeaders(error)))
  await generation.stream.write(body)
}

const endFinished = async (
  context: RouterContext,
  generation: Generation,
  route: Route,
  { accumulator, last, headers, isCertain = false }: Extract<AttemptOutcome, { type: 'finished' }>,
): Promise<void> => {
  const { stream } = generation
  const ending: Ending = { outcome: 'completed', route, accumulator, error: null }
  const bill = await billFor(context, generation, ending)
  const printing = last(bill)
  if (!isCertain) await printing
  const stored = Promise.resolve(printing).then((bytes) => storeAnswer(context, generation, bytes))
  stored.catch(() => undefined)
  await end(context, generation, ending, bill, async () => {
    const bytes = await stored
    if (!stream.head.isStream) respond(generation, 200, jsonHeaders(bytes, headers))
    await stream.write(bytes, Number(bill.costNanoUsd))
  })
}

const endBroken = async (
  context: RouterContext,
  generation: Generation,
  route: Route,
  { accumulator, fault }: Extract<AttemptOutcome, { type: 'broken' }>,
): Promise<void> => {
  const { code, message } = fault
  const ending: Ending = { outcome: 'failed', route, accumulator, error: { code, message } }
  await end(context, generation, ending, await billFor(context, generation, ending), () =>
    writeErrorEvents(generation, route, errorOf(generation, fault, true)),
  )
}

const jsonHeaders = (body: Uint8Array, headers: Record<string, string>): Record<string, string> => ({
  'content-type': 'application/json',
  'content-length': String(body.byteLength),
  ...headers,
})

/** Records the charge, then writes the end of the answer: no caller gets an end whose charge is not recorded. */
const end = async (
  context: RouterContext,
  generation: Generation,
  ending: Ending,
  bill: Bill,
  writeLast: () => Promise<void> = async () => {},
): Promise<void> => {
  const { stream } = generation
  const { isStored, summary } = await reportUsage(context, generation, ending, bill)
  const outcome = ending.outcome === 'lost' ? 'failed' : ending.outcome
  stream.close?.({ outcome, costNanoUsd: bill.costNanoUsd })
  if (isStored || bill.costNanoUsd === 0n) await writeLast()
  else {
    const { generationId } = stream.head
    context.logger.error({ generationId }, 'the usage of a generation was not recorded in time')
    await writeError(generation, ending.route, notRecorded())
  }
  stream.end({
    outcome,
    costNanoUsd: bill.costNanoUsd,
    inputTokens: totalInputTokens(bill.usage),
    outputTokens: totalOutputTokens(bill.usage),
    ...summary,
  })
}

/** The same event records it later. A retry would be another answer and another charge. */
const notRecorded = (): PublicError =>
  new PublicError('service_unavailable', 'The answer could not be recorded in time.', {
    isRetryable: false,
  })
