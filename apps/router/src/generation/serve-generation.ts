import {
  errorFormOf,
  errorHeaders,
  PublicError,
  publicErrorOf,
  totalInputTokens,
  totalOutputTokens,
  toPublicError,
} from '@gptget/protocol'
import type { ErrorForm, Fault } from '@gptget/protocol'
import { SpanStatusCode, startSpan, traceparentOf } from '@gptget/runtime'
import type { Span } from '@gptget/runtime'
import type { Route, RoutedModel } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { ownFirst, withOwnKeys } from '../own-keys/with-own-keys.ts'
import { planRoutes } from '../routing/plan-routes.ts'
import type { AttemptOutcome } from './attempt-outcome.ts'
import { billFor } from './bill.ts'
import { notServed } from './operation.ts'
import { OPERATIONS } from './operations/index.ts'
import { keepAnswer } from './keep-answer.ts'
import { respondAhead } from './respond-ahead.ts'
import { tryRoutes } from './try-routes.ts'
import type { Tried } from './try-routes.ts'
import { dialectOf, namesOf, printFor, respond, usageEventOf } from './run.ts'
import type { Bill, Ending, GenerateStream, Run } from './run.ts'
import { resolvesWithin } from './resolves-within.ts'

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
  const run: Run = {
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
  const stopWaiting = respondAhead(context, run)
  try {
    const body = await stream.body()
    run.body = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    run.catalog = await withOwnKeys(context, run.catalog, stream.head)
    const model = run.catalog.models.get(stream.head.model)
    if (!model)
      throw new PublicError('model_not_found', `The model "${stream.head.model}" does not exist.`, {
        param: 'model',
      })
    requireServed(run, model)
    const planned = planRoutes({ ...run, head: stream.head }, context)
    const plan = { ...planned, routes: ownFirst(planned.routes) }
    await answer(context, run, await tryRoutes(context, run, plan), span)
  } catch (error) {
    if (stream.signal.aborted) return
    const failure = toPublicError(error)
    if (failure.code === 'internal')
      context.logger.error({ err: error, generationId: stream.head.generationId }, 'a generation failed')
    await answerFailure(context, run, failure, span)
  } finally {
    stopWaiting()
    span.end()
  }
}

/** @throws PublicError where the model has routes, and none of them can be asked this way. */
const requireServed = (run: Run, { routes }: RoutedModel): void => {
  const isServed = routes.some(({ provider }) => run.operation.isServedIn(provider.dialect))
  const hasFallbacks = (run.stream.head.routing?.fallbackModels ?? []).length > 0
  if (!isServed && !hasFallbacks && routes.length > 0) throw publicErrorOf(notServed(run))
}

const answer = async (
  context: RouterContext,
  run: Run,
  { route, outcome }: Tried,
  span: Span,
): Promise<void> => {
  span.setAttribute('gen_ai.provider.name', route.provider.id)
  switch (outcome.type) {
    case 'hedged':
      throw new Error('a route lost to another one that did not answer')
    case 'failed':
      return answerFailure(context, run, errorOf(run, outcome.fault, false), span)
    case 'cancelled': {
      const ending: Ending = { outcome: 'cancelled', route, tally: outcome.tally, error: null }
      await record(context, run, ending, await billFor(context, run, ending), span)
      return
    }
    case 'broken':
      return answerBroken(context, run, route, outcome, span)
    case 'finished':
      return answerFinished(context, run, route, outcome, span)
  }
}

const answerFinished = async (
  context: RouterContext,
  run: Run,
  route: Route,
  { tally, last, headers }: Extract<AttemptOutcome, { type: 'finished' }>,
  span: Span,
): Promise<void> => {
  const { stream } = run
  const ending: Ending = { outcome: 'completed', route, tally, error: null }
  const bill = await billFor(context, run, ending)
  const kept = keepAnswer(context, run, last(bill))
  await record(context, run, ending, bill, span, async () => {
    const bytes = await kept
    if (!stream.head.isStream) {
      respond(run, 200, {
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
  run: Run,
  route: Route,
  { tally, fault }: Extract<AttemptOutcome, { type: 'broken' }>,
  span: Span,
): Promise<void> => {
  const { code, message } = fault
  const ending: Ending = { outcome: 'failed', route, tally, error: { code, message } }
  await record(context, run, ending, await billFor(context, run, ending), span, () =>
    writeErrorEvents(run, route, errorOf(run, fault, true)),
  )
}

const answerFailure = async (
  context: RouterContext,
  run: Run,
  error: PublicError,
  span: Span,
): Promise<void> => {
  const { stream } = run
  const ending: Ending = {
    outcome: 'failed',
    route: null,
    tally: null,
    error: { code: error.code, message: error.message },
  }
  span.setAttribute('error.type', error.code)
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message })
  await record(context, run, ending, await billFor(context, run, ending), span, async () => {
    if (run.hasHead) return writeErrorEvents(run, null, error)
    const body = Buffer.from(JSON.stringify(errorForm(run).body(error)))
    respond(run, error.status, {
      'content-type': 'application/json',
      'content-length': String(body.byteLength),
      ...errorHeaders(error),
    })
    await stream.write(body)
  })
}

/** What the caller is told of the last failure, with those before it. */
const errorOf = (run: Run, fault: Fault, wasMoneySpent: boolean): PublicError => {
  const error = publicErrorOf(fault)
  const previous = run.attempts.map(({ provider, error: failure, status }) => ({
    provider,
    code: failure?.code ?? null,
    status,
  }))
  const metadata = { provider_name: run.attempts.at(-1)?.provider ?? null, previous_errors: previous }
  const isHopeless = wasMoneySpent || (run.isExhausted && isPointless(fault))
  const details = { ...error.details, metadata, ...(isHopeless ? { isRetryable: false } : {}) }
  return new PublicError(error.code, error.message, details, fault.raw)
}

/** Every route was tried already: trying again helps only where a provider said that it will. */
const isPointless = ({ code, retryAfterMs }: Fault): boolean =>
  code !== 'provider_rate_limited' && retryAfterMs === undefined

const errorForm = (run: Run): ErrorForm => errorFormOf(run.stream.head.operation, dialectOf(run))

const writeErrorEvents = async (run: Run, route: Route | null, error: PublicError): Promise<void> => {
  const names = namesOf(run, route ?? run.stream.head)
  await run.stream.write(
    printFor(run, errorForm(run).events(error, { ...names, eventCount: run.eventCount }), true),
  )
}

/** Records the charge, then lets the caller have the end of the answer: nobody gets one that is not recorded. */
const record = async (
  context: RouterContext,
  run: Run,
  ending: Ending,
  bill: Bill,
  span: Span,
  writeLast: () => Promise<void> = async () => {},
): Promise<void> => {
  const { stream } = run
  const event = usageEventOf(run, ending, bill, context.now())
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
  else if (run.hasHead) {
    await writeErrorEvents(
      run,
      ending.route,
      new PublicError('internal', 'The answer could not be recorded.', { isRetryable: false }),
    )
  } else throw new Error('the usage of a generation could not be recorded in time')
  stream.end({
    outcome,
    costNanoUsd: bill.costNanoUsd,
    inputTokens: totalInputTokens(bill.usage),
    outputTokens: totalOutputTokens(bill.usage),
  })
}
