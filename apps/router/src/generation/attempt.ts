import {
  createSseReader,
  FaultError,
  FRAMING_CONTENT_TYPES,
  PublicError,
  startMachine,
  UPSTREAM_FACING,
} from '@gptget/protocol'
import type { ChatEvent, ChatResult, Closing, Fault, Frame, UpstreamFacing } from '@gptget/protocol'
import { chatUrl, requestHeaders } from '@gptget/providers'
import type { UpstreamAnswer } from '@gptget/providers'
import type { Readable } from 'node:stream'
import type { Route } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { faultOfConnection, retryAfterOf } from '../upstream/faults.ts'
import { Watch } from '../upstream/watch.ts'
import { openPath } from './answer-path.ts'
import type { AnswerPath } from './answer-path.ts'
import { printFor, respond, runningCost } from './run.ts'
import type { Run } from './run.ts'
import { Tally } from './tally.ts'

/** What came of giving a request to one route. */
export type AttemptOutcome =
  /** Nothing was sent to the caller: another route may be tried. */
  | { type: 'failed'; fault: Fault; status: number | null }
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
  path: AnswerPath
  upstream: UpstreamFacing
  tally: Tally
}

/** Gives the request to one route and passes on what comes back, up to the end of the answer. */
export const attemptRoute = async (
  context: RouterContext,
  run: Run,
  route: Route,
): Promise<AttemptOutcome> => {
  const path = tryPath(run, route)
  if ('fault' in path) return { type: 'failed', fault: path.fault, status: null }
  const { head, signal } = run.stream
  const { timeouts, dialect } = route.provider
  const watch = new Watch({ client: signal, deadlineInMs: head.deadlineAtMs - context.now(), timeouts })
  const attempt = { context, run, route, watch, path, upstream: UPSTREAM_FACING[dialect], tally: new Tally() }
  try {
    const answer = await send(attempt)
    if (answer.status >= 400) return await readRefusal(attempt, answer)
    return head.isStream ? await relayStream(attempt, answer) : await readWhole(attempt, answer)
  } catch (error) {
    if (watch.reason === 'client') return { type: 'cancelled', tally: attempt.tally, status: null }
    return { type: 'failed', fault: faultOfConnection(error, watch.reason), status: null }
  } finally {
    watch.end()
  }
}

/** What this route cannot say, another may. */
const tryPath = (run: Run, route: Route): AnswerPath | { fault: Fault } => {
  try {
    return openPath(run, route)
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    return { fault: { code: error.code, message: error.message, param: error.details.param } }
  }
}

const streamHeaders = ({ run, route, path }: Attempt): Record<string, string> => ({
  'content-type': FRAMING_CONTENT_TYPES[run.stream.head.framing],
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
  ...answerHeaders(route, path),
})

/** Who answered, and what was lost on the way there. */
const answerHeaders = ({ provider }: Route, { losses }: AnswerPath): Record<string, string> => ({
  'x-gptget-provider': provider.id,
  ...(losses.length === 0
    ? {}
    : { 'x-gptget-losses': losses.map(({ param, action }) => `${param}=${action}`).join(', ') }),
})

const send = ({ context, run, route, watch, path }: Attempt): Promise<UpstreamAnswer> => {
  const { head } = run.stream
  const target = { model: route.upstreamModel, isStream: head.isStream }
  const traceparent: Record<string, string> =
    head.traceparent === null ? {} : { traceparent: head.traceparent }
  return context.transport.send(route.provider, {
    url: chatUrl(route.provider, target),
    headers: requestHeaders(route.provider, context.credentials.next(route.provider), {
      ...head.forwardedHeaders,
      ...traceparent,
    }),
    body: path.body,
    signal: watch.signal,
  })
}

const readRefusal = async (
  { context, upstream, watch }: Attempt,
  answer: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const text = await readText(answer.body, watch)
  const fault = upstream.readError(answer.status, parseOrText(text))
  const retryAfterMs = fault.retryAfterMs ?? retryAfterOf(answer.headers, context.now())
  return { type: 'failed', fault: { ...fault, retryAfterMs }, status: answer.status }
}

const readWhole = async (attempt: Attempt, answer: UpstreamAnswer): Promise<AttemptOutcome> => {
  const { upstream, path, tally, watch, run, context } = attempt
  const text = await readText(answer.body, watch)
  const result = readResult(upstream, text)
  if ('fault' in result) return { type: 'failed', fault: result.fault, status: answer.status }
  run.firstTokenMs ??= context.now() - run.startedAtMs
  tally.hasToken = true
  tally.usage = result.usage ?? null
  tally.upstreamId = result.id ?? null
  tally.finish = { reason: result.finish.reason, raw: result.finish.raw ?? null }
  if (tally.usage === null) for (const { content } of result.blocks) tally.add(textEvent(content))
  return {
    type: 'finished',
    tally,
    status: answer.status,
    headers: answerHeaders(attempt.route, path),
    last: (closing) => Buffer.from(path.whole(text, result, closing)),
  }
}

const textEvent = (text: string): ChatEvent => ({
  type: 'block-delta',
  index: 0,
  delta: { kind: 'text', text },
})

/** A 200 may hold an error, or be cut: only its content tells. */
const readResult = (upstream: UpstreamFacing, text: string): ChatResult | { fault: Fault } => {
  try {
    return upstream.readResult(parseOrText(text))
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault }
    throw error
  }
}

const relayStream = async (attempt: Attempt, answer: UpstreamAnswer): Promise<AttemptOutcome> => {
  const { run, route, watch, tally, path, context } = attempt
  const { status } = answer
  let isCommitted = false
  let ready: Frame[] = []
  try {
    for await (const { frames, fault } of readFrames(attempt, answer.body)) {
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
      : { type: 'failed', fault: tally.fault, status }
  }
  return {
    type: 'finished',
    tally,
    status,
    headers: {},
    last: (closing) => printFor(run, path.end(closing), true),
  }
}

type Read = { frames: Frame[]; fault: Fault | null }

/** Reads a stream piece by piece as it comes, up to its terminal event; the tally hears every event. */
async function* readFrames({ upstream, tally, path, watch }: Attempt, body: Readable): AsyncGenerator<Read> {
  const sse = createSseReader()
  const decoder = new TextDecoder()
  const reader = startMachine(upstream.readStream, {})
  const hear = (events: ChatEvent[]): void => events.forEach((event) => tally.add(event))
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const frames: Frame[] = []
    for (const frame of sse.push(decoder.decode(chunk, { stream: true }))) {
      const events = reader.step(frame)
      hear(events)
      if (tally.fault) break
      frames.push(...path.step(frame, events))
      if (tally.finish) break
    }
    yield { frames, fault: tally.fault }
    if (tally.finish || tally.fault) return
  }
  watch.heard()
  const events = reader.end()
  hear(events)
  if (!tally.fault) yield { frames: path.step(null, events), fault: null }
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
