import type { generate, UsageEvent } from '@gptget/contracts'
import { errorFormOf, publicErrorOf, totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import { errorHeaders, PublicError, toPublicError } from '@gptget/errors'
import type { ErrorForm, Fault } from '@gptget/protocol'
import { SpanStatusCode, startSpan, traceparentOf } from '@gptget/runtime'
import type { Span } from '@gptget/runtime'
import type { z } from 'zod'
import type { Route, RoutedModel } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { ownFirst, withByokKeys } from './receive/with-byok-keys.ts'
import { planRoutes } from './choose-candidates/plan-routes.ts'
import type { AttemptOutcome } from './generation/attempt-outcome.ts'
import { billFor } from './price/bill.ts'
import { notServed } from './generation/operation.ts'
import { OPERATIONS } from './translate/operations/index.ts'
import { storeAnswer } from './end-stream/store-answer.ts'
import { respondAhead } from './relay/respond-ahead.ts'
import { tryRoutes } from './attempt/try-routes.ts'
import type { Tried } from './attempt/try-routes.ts'
import { dialectOf, namesOf, printFor, respond, usageEventOf } from './generation/generation.ts'
import type { Bill, Ending, GenerateStream, Generation } from './generation/generation.ts'
import { resolvesWithin } from './report/resolves-within.ts'
import { unservedError } from './receive/unserved-error.ts'

/** A client does not wait longer than this for its charge to be recorded; recording goes on without it. */
const RECORD_TIMEOUT_MS = 5_000

/** Serves one generation: tries routes in turn until one answers, records what it used, then ends the answer. */
export const serveGeneration = async (context: RouterContext, stream: GenerateStream): Promise<void> => {
  const span = startSpan(`${stream.head.operation} ${stream.head.model}`, 'client', stream.head.traceparent, {
    'gen_ai.operation.name': stream.head.operation,
    'gen_ai.request.model': stream.head.model,
    'gptget.generation_id': stream.head.generationId,
  })
  stream.head.traceparent = traceparentOf(span, stream.head.traceparent)
  const generation: Generation = {
    stream,
    operation: OPERATIONS[stream.head.operation],
    catalog: context.catalog(),
    body: Buffer.alloc(0),
    startedAtMs: context.now(),
    attempts: [],
    excluded: [],
    isExhausted: false,
    firstTokenMs: null,
    hasHead: false,
    eventCount: 0,
  }
  const stopWaiting = respondAhead(context, generation)
  try {
    const body = await stream.body()
    generation.body = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    generation.catalog = await withByokKeys(context, generation.catalog, stream.head)
    const model = generation.catalog.models.get(stream.head.model)
    if (!model)
      throw new PublicError('model_not_found', `The model "${stream.head.model}" does not exist.`, {
        param: 'model',
      })
    requireServed(generation, model)
    const planned = planRoutes({ ...generation, head: stream.head }, context)
    const plan = { ...planned, routes: ownFirst(planned.routes) }
    await answer(context, generation, await tryRoutes(context, generation, plan), span)
  } catch (error) {
    if (stream.signal.aborted) return
    const failure = toPublicError(error)
    if (failure.code === 'internal')
      context.logger.error({ err: error, generationId: stream.head.generationId }, 'a generation failed')
    await answerFailure(context, generation, failure, span)
  } finally {
    stopWaiting()
    span.end()
  }
}

/** @throws PublicError where the model has no route, or none that can be asked this way. */
const requireServed = (generation: Generation, model: RoutedModel): void => {
  const isServed = model.routes.some(({ provider }) => generation.operation.isServedIn(provider.dialect))
  const hasFallbacks = (generation.stream.head.routing?.fallbackModels ?? []).length > 0
  if (isServed || hasFallbacks) return
  throw model.routes.length === 0 ? unservedError(model) : publicErrorOf(notServed(generation))
}

const answer = async (
  context: RouterContext,
  generation: Generation,
  { route, outcome }: Tried,
  span: Span,
): Promise<void> => {
  span.setAttribute('gen_ai.provider.name', route.provider.id)
  switch (outcome.type) {
    case 'hedged':
      throw new Error('a route lost to another one that did not answer')
    case 'failed':
      return answerFailure(context, generation, errorOf(generation, outcome.fault, false), span)
    case 'cancelled': {
      const ending: Ending = { outcome: 'cancelled', route, accumulator: outcome.accumulator, error: null }
      await record(context, generation, ending, await billFor(context, generation, ending), span)
      return
    }
    case 'broken':
      return answerBroken(context, generation, route, outcome, span)
    case 'finished':
      return answerFinished(context, generation, route, outcome, span)
  }
}

const answerFinished = async (
  context: RouterContext,
  generation: Generation,
  route: Route,
  { accumulator, last, headers }: Extract<AttemptOutcome, { type: 'finished' }>,
  span: Span,
): Promise<void> => {
  const { stream } = generation
  const ending: Ending = { outcome: 'completed', route, accumulator, error: null }
  const bill = await billFor(context, generation, ending)
  const kept = storeAnswer(context, generation, last(bill))
  await record(context, generation, ending, bill, span, async () => {
    const bytes = await kept
    if (!stream.head.isStream) {
      respond(generation, 200, {
        'content-type': 'application/json',
        'content-length': String(bytes.byteLength),
        ...headers,
      })
    }
    await stream.write(bytes, Number(bill.costNanoUsd))
  })
}

const answerBroken = async (
  context: RouterContext,
  generation: Generation,
  route: Route,
  { accumulator, fault }: Extract<AttemptOutcome, { type: 'broken' }>,
  span: Span,
): Promise<void> => {
  const { code, message } = fault
  const ending: Ending = { outcome: 'failed', route, accumulator, error: { code, message } }
  await record(context, generation, ending, await billFor(context, generation, ending), span, () =>
    writeErrorEvents(generation, route, errorOf(generation, fault, true)),
  )
}

const answerFailure = async (
  context: RouterContext,
  generation: Generation,
  error: PublicError,
  span: Span,
): Promise<void> => {
  const { stream } = generation
  const ending: Ending = {
    outcome: 'failed',
    route: null,
    accumulator: null,
    error: { code: error.code, message: error.message },
  }
  span.setAttribute('error.type', error.code)
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message })
  await record(context, generation, ending, await billFor(context, generation, ending), span, async () => {
    if (generation.hasHead) return writeErrorEvents(generation, null, error)
    const body = Buffer.from(JSON.stringify(errorForm(generation).body(error)))
    respond(generation, error.status, {
      'content-type': 'application/json',
      'content-length': String(body.byteLength),
      ...errorHeaders(error),
    })
    await stream.write(body)
  })
}

/** What the caller is told of the last failure, with those before it. */
const errorOf = (generation: Generation, fault: Fault, wasMoneySpent: boolean): PublicError => {
  const error = publicErrorOf(fault)
  const previous = generation.attempts.map(({ provider, error: failure, status }) => ({
    provider,
    code: failure?.code ?? null,
    status,
  }))
  const metadata = { provider_name: generation.attempts.at(-1)?.provider ?? null, previous_errors: previous }
  const isHopeless = wasMoneySpent || (generation.isExhausted && isPointless(fault))
  const details = { ...error.details, metadata, ...(isHopeless ? { isRetryable: false } : {}) }
  return new PublicError(error.code, error.message, details, fault.raw)
}

/** Every route was tried already: trying again helps only where a provider said that it will. */
const isPointless = ({ code, retryAfterMs }: Fault): boolean =>
  code !== 'provider_rate_limited' && retryAfterMs === undefined

const errorForm = (generation: Generation): ErrorForm =>
  errorFormOf(generation.stream.head.operation, dialectOf(generation))

const writeErrorEvents = async (
  generation: Generation,
  route: Route | null,
  error: PublicError,
): Promise<void> => {
  const names = namesOf(generation, route ?? generation.stream.head)
  await generation.stream.write(
    printFor(
      generation,
      errorForm(generation).events(error, { ...names, eventCount: generation.eventCount }),
      true,
    ),
  )
}

type Told = Pick<z.output<(typeof generate)['trailer']>, 'provider' | 'failure'>

/** What the edge logs of a generation: of an error its code alone, since messages may repeat what the caller sent. */
const endingOf = ({ details: { provider, attempts, error } }: UsageEvent): Told => {
  const last = attempts.at(-1)
  return {
    provider: provider ?? last?.provider ?? null,
    failure: error && { code: error.code, status: last?.status ?? null },
  }
}

/** Records the charge, then lets the caller have the end of the answer: nobody gets one that is not recorded. */
const record = async (
  context: RouterContext,
  generation: Generation,
  ending: Ending,
  bill: Bill,
  span: Span,
  writeLast: () => Promise<void> = async () => {},
): Promise<void> => {
  const { stream } = generation
  const event = usageEventOf(generation, ending, bill, context.now())
  span.setAttribute('gen_ai.usage.input_tokens', bill.usage.inputTokens)
  span.setAttribute('gen_ai.usage.output_tokens', bill.usage.outputTokens)
  context.metrics.generations.inc({ outcome: ending.outcome })
  const stored = context.bus.usage.publish(event)
  stored.catch((error: unknown) =>
    context.logger.error({ err: error, event }, 'a usage event was not stored'),
  )
  const isStored = await resolvesWithin(stored, RECORD_TIMEOUT_MS)
  const outcome = ending.outcome === 'lost' ? 'failed' : ending.outcome
  stream.close?.({ outcome, costNanoUsd: bill.costNanoUsd })
  if (isStored) await writeLast()
  else if (generation.hasHead) {
    await writeErrorEvents(
      generation,
      ending.route,
      new PublicError('internal', 'The answer could not be recorded.', { isRetryable: false }),
    )
  } else throw new Error('the usage of a generation could not be recorded in time')
  stream.end({
    outcome,
    costNanoUsd: bill.costNanoUsd,
    inputTokens: totalInputTokens(bill.usage),
    outputTokens: totalOutputTokens(bill.usage),
    ...endingOf(event),
  })
}
