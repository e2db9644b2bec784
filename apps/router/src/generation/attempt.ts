import { createSseReader, FaultError, PublicError } from '@gptget/protocol'
import type { ChatEvent, Closing, Fault, Frame } from '@gptget/protocol'
import { requestHeaders } from '@gptget/providers'
import type { UpstreamAnswer } from '@gptget/providers'
import type { Readable } from 'node:stream'
import type { Route } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { faultOfConnection, isOfTheCaller, retryAfterOf } from '../upstream/faults.ts'
import { Watch } from '../upstream/watch.ts'
import { notServed } from './operation.ts'
import type { Exchange, StreamRelay, WholeAnswer } from './operation.ts'
import { printFor, respond, runningCost, streamHeadersOf } from './run.ts'
import type { Run } from './run.ts'
import { Tally } from './tally.ts'

/** What came of giving a request to one route. */
export type AttemptOutcome =
  /** Nothing was sent to the caller. `mayAnotherServe`: what is wrong is wrong with this route. */
  | { type: 'failed'; fault: Fault; status: number | null; mayAnotherServe: boolean }
  /** The answer is there to its end; `last` is what the caller has not got yet. */
  | {
      type: 'finished'
      tally: Tally
      last: (closing: Closing) => Uint8Array
      headers: Record<string, string>
      status: number
    }
  /** It broke after the caller got some of it. */
  | { type: 'broken'; tally: Tally; fault: Fault; status: number }
  | { type: 'cancelled'; tally: Tally; status: number | null }

type Attempt = {
  context: RouterContext
  run: Run
  route: Route
  watch: Watch
  exchange: Exchange
  tally: Tally
}

/** Gives the request to one route and passes on what comes back, up to the end of the answer. */
export const attemptRoute = async (
  context: RouterContext,
  run: Run,
  route: Route,
): Promise<AttemptOutcome> => {
  const exchange = tryOpen(run, route)
  if ('fault' in exchange) return failed(exchange.fault, null)
  const { head, signal } = run.stream
  const { timeouts } = route.provider
  const watch = new Watch({ client: signal, deadlineInMs: head.deadlineAtMs - context.now(), timeouts })
  const attempt = { context, run, route, watch, exchange, tally: new Tally() }
  try {
    const answer = await send(attempt)
    if (answer.status >= 400) return await readRefusal(attempt, answer)
    return exchange.stream
      ? await relayStream(attempt, exchange.stream, answer)
      : await readWhole(attempt, answer)
  } catch (error) {
    if (watch.reason === 'client') return { type: 'cancelled', tally: attempt.tally, status: null }
    return failed(faultOfConnection(error, watch.reason), null)
  } finally {
    watch.end()
  }
}

/** What this route cannot say, another may. */
const failed = (fault: Fault, status: number | null, mayAnotherServe = true): AttemptOutcome => ({
  type: 'failed',
  fault,
  status,
  mayAnotherServe,
})

const tryOpen = (run: Run, route: Route): Exchange | { fault: Fault } => {
  try {
    return run.operation.open(run, route)
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    return { fault: { code: error.code, message: error.message, param: error.details.param } }
  }
}

const streamHeaders = ({ run, route, exchange }: Attempt): Record<string, string> => ({
  ...streamHeadersOf(run),
  ...answerHeaders(route, exchange),
})

/** Who answered, and what was lost on the way there. */
const answerHeaders = ({ provider }: Route, { losses }: Exchange): Record<string, string> => ({
  'x-gptget-provider': provider.id,
  ...(losses.length === 0
    ? {}
    : { 'x-gptget-losses': losses.map(({ param, action }) => `${param}=${action}`).join(', ') }),
})

const send = ({ context, run, route, watch, exchange }: Attempt): Promise<UpstreamAnswer> => {
  const { head } = run.stream
  const traceparent: Record<string, string> =
    head.traceparent === null ? {} : { traceparent: head.traceparent }
  const credential = context.credentials.next(route.provider)
  return context.transport.send(route.provider, {
    url: exchange.url,
    credential,
    headers: requestHeaders(route.provider, credential, {
      ...head.forwardedHeaders,
      ...traceparent,
    }),
    body: exchange.body,
    signal: watch.signal,
  })
}

/** How providers answer at addresses they do not have. */
const LACKING = new Set([404, 405, 501])

const readRefusal = async (
  { context, run, exchange, watch }: Attempt,
  answer: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const text = await readText(answer.body, watch)
  if (run.operation.isOptional && LACKING.has(answer.status)) return failed(notServed(run), answer.status)
  const fault = exchange.readError(answer.status, parseOrText(text))
  const retryAfterMs = fault.retryAfterMs ?? retryAfterOf(answer.headers, context.now())
  return failed({ ...fault, retryAfterMs }, answer.status, !isOfTheCaller(fault))
}

const readWhole = async (attempt: Attempt, answer: UpstreamAnswer): Promise<AttemptOutcome> => {
  const { exchange, tally, watch, run, context } = attempt
  const text = await readText(answer.body, watch)
  const whole = readAnswer(exchange, text)
  if ('fault' in whole) return failed(whole.fault, answer.status, !isOfTheCaller(whole.fault))
  run.firstTokenMs ??= context.now() - run.startedAtMs
  tally.hasToken = true
  tally.usage = whole.usage ?? null
  tally.upstreamId = whole.id ?? null
  tally.finish = whole.finish ? { reason: whole.finish.reason, raw: whole.finish.raw ?? null } : null
  if (tally.usage === null) for (const said of whole.texts) tally.add(textEvent(said))
  return {
    type: 'finished',
    tally,
    status: answer.status,
    headers: answerHeaders(attempt.route, exchange),
    last: (closing) => Buffer.from(whole.print(closing)),
  }
}

const textEvent = (text: string): ChatEvent => ({
  type: 'block-delta',
  index: 0,
  delta: { kind: 'text', text },
})

/** A 200 may hold an error, or be cut: only its content tells. */
const readAnswer = (exchange: Exchange, text: string): WholeAnswer | { fault: Fault } => {
  try {
    return exchange.readWhole(parseOrText(text), text)
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault }
    throw error
  }
}

const relayStream = async (
  attempt: Attempt,
  relay: StreamRelay,
  answer: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const { run, route, watch, tally, context } = attempt
  const { status } = answer
  let isCommitted = false
  let ready: Frame[] = []
  try {
    for await (const { frames, fault } of readFrames(attempt, relay, answer.body)) {
      watch.heard()
      ready = ready.length === 0 ? frames : [...ready, ...frames]
      if (!isCommitted && tally.hasToken && !fault) {
        isCommitted = true
        run.firstTokenMs = context.now() - run.startedAtMs
        watch.firstToken()
        respond(run, 200, streamHeaders(attempt))
      }
      if (isCommitted && ready.length > 0) {
        await watch.whileClientIsSlow(
          run.stream.write(printFor(run, ready, false), runningCost(run, route, tally)),
        )
        ready = []
      }
    }
  } catch (error) {
    if (watch.reason === 'client') return { type: 'cancelled', tally, status }
    tally.fault ??= faultOfConnection(error, watch.reason)
  }
  if (tally.fault) {
    return isCommitted
      ? { type: 'broken', tally, fault: tally.fault, status }
      : failed(tally.fault, status, !isOfTheCaller(tally.fault))
  }
  return {
    type: 'finished',
    tally,
    status,
    headers: {},
    last: (closing) => printFor(run, relay.end(closing), true),
  }
}

type Read = { frames: Frame[]; fault: Fault | null }

/** Reads a stream piece by piece as it comes, up to its terminal event; the tally hears every event. */
async function* readFrames(
  { tally, watch }: Attempt,
  { reader, step }: StreamRelay,
  body: Readable,
): AsyncGenerator<Read> {
  const sse = createSseReader()
  const decoder = new TextDecoder()
  const hear = (events: ChatEvent[]): void => events.forEach((event) => tally.add(event))
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const frames: Frame[] = []
    for (const frame of sse.push(decoder.decode(chunk, { stream: true }))) {
      const events = reader.step(frame)
      hear(events)
      if (tally.fault) break
      frames.push(...step(frame, events))
      if (tally.finish) break
    }
    yield { frames, fault: tally.fault }
    if (tally.finish || tally.fault) return
  }
  watch.heard()
  const events = reader.end()
  hear(events)
  if (!tally.fault) yield { frames: step(null, events), fault: null }
}

const MAX_ANSWER_BYTES = 256 * 1024 * 1024

const readText = async (body: Readable, watch: Watch): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    watch.heard()
    size += chunk.byteLength
    if (size > MAX_ANSWER_BYTES) throw new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  // Not `toString`: a byte order mark is no part of the text.
  return new TextDecoder().decode(Buffer.concat(chunks, size))
}

const parseOrText = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // What was not JSON is told apart from what was by whoever reads it.
    return text
  }
}
