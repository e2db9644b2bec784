import { EXACT_PARSERS, FaultError, totalOutputTokens } from '@gptget/protocol'
import type { Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { ChatEvent, Fault } from '@gptget/protocol'
import { readWholeBody, requestHeaders } from '@gptget/providers'
import type { Provider, UpstreamAnswer, UpstreamBody } from '@gptget/providers'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import { faultOfConnection, isConnectTimeout, retryAfterOf } from '../../upstream/faults.ts'
import { faultWithoutSecrets } from '../../upstream/blank-secrets.ts'
import { isCallersLimit, withTimeouts } from '../../upstream/timeouts.ts'
import { Watch } from '../../upstream/watch.ts'
import { answeredIn, answerHeaders, failed, failedBy } from '../generation/attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from '../generation/attempt-outcome.ts'
import { notServed } from '../generation/operation.ts'
import type { UpstreamExchange, WholeAnswer } from '../generation/operation.ts'
import { relayStream } from '../relay/relay-stream.ts'
import type { Generation } from '../generation/generation.ts'
import { Accumulator } from '../generation/accumulator.ts'

/** Gives the request to one route and passes on what comes back, up to the end of the answer. */
export const attemptRoute = async (
  context: RouterContext,
  generation: Generation,
  route: Route,
  how: Pick<Attempt, 'credential' | 'entry' | 'startedAtMs'>,
): Promise<AttemptOutcome> => {
  const exchange = tryOpen(generation, route)
  if ('fault' in exchange) return failed(exchange.fault, null)
  const { head, signal } = generation.stream
  const provider = withTimeouts(route.provider, head.routing)
  const watch = new Watch({
    client: signal,
    rivals: how.entry.lost,
    deadlineInMs: head.deadlineAtMs - context.now(),
    timeouts: provider.timeouts,
  })
  const attempt = { ...how, context, generation, route, watch, exchange, accumulator: new Accumulator() }
  try {
    return judge(await exchangeWith(attempt, provider), attempt, provider)
  } finally {
    watch.end()
  }
}

/** What a provider said is told without its secrets, and what the caller brought about is not held against it. */
const judge = (outcome: AttemptOutcome, { route, watch }: Attempt, provider: Provider): AttemptOutcome => {
  if (outcome.type !== 'failed' && outcome.type !== 'broken') return outcome
  const limits = { asked: provider.timeouts, operators: route.provider.timeouts }
  const { fault } = outcome
  const isOfCaller =
    (watch.reason === 'first-token' && isCallersLimit('firstTokenMs', limits)) ||
    (watch.reason === 'idle' && isCallersLimit('idleMs', limits)) ||
    (isConnectTimeout(fault.raw) && isCallersLimit('connectMs', limits))
  return { ...outcome, fault: faultWithoutSecrets(fault, route.provider), isOfCaller }
}

const exchangeWith = async (attempt: Attempt, provider: Provider): Promise<AttemptOutcome> => {
  const { exchange, watch } = attempt
  try {
    const answer = await send(attempt, provider)
    if (answer.status >= 400) return await readRefusal(attempt, answer)
    return exchange.stream
      ? await relayStream(attempt, exchange.stream, answer)
      : await readWhole(attempt, answer)
  } catch (error) {
    if (watch.reason === 'client')
      return { type: 'cancelled', accumulator: attempt.accumulator, status: null }
    if (watch.reason === 'rival') return { type: 'hedged', status: null }
    return failed(faultOfConnection(error, watch.reason), null)
  }
}

const tryOpen = (generation: Generation, route: Route): UpstreamExchange | { fault: Fault } => {
  try {
    return generation.operation.open(generation, route)
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    return { fault: { code: error.code, message: error.message, param: error.details.param } }
  }
}

const send = (
  { context, generation, credential: { value: credential }, watch, exchange }: Attempt,
  provider: Provider,
): Promise<UpstreamAnswer> => {
  const { head } = generation.stream
  const traceparent: Record<string, string> =
    head.traceparent === null ? {} : { traceparent: head.traceparent }
  return context.transport.send(provider, {
    url: exchange.url,
    credential,
    headers: requestHeaders(provider, credential, {
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
  { context, generation, exchange, route, watch }: Attempt,
  answer: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const text = await readText(answer.body, watch, MAX_REFUSAL_BYTES)
  if (generation.operation.isOptional && LACKING.has(answer.status))
    return failed(notServed(generation), answer.status)
  const fault = exchange.readError(answer.status, parseOrText(text, route.provider.dialect))
  const retryAfterMs = fault.retryAfterMs ?? retryAfterOf(answer.headers, context.now())
  return failedBy({ ...fault, retryAfterMs }, answer.status)
}

const readWhole = async (attempt: Attempt, answer: UpstreamAnswer): Promise<AttemptOutcome> => {
  const { accumulator, watch, generation, context } = attempt
  const text = await readText(answer.body, watch)
  const whole = readAnswer(attempt, text)
  if ('fault' in whole) return failedBy(whole.fault, answer.status)
  if (!attempt.entry.claim()) return { type: 'hedged', status: answer.status }
  generation.firstTokenMs ??= context.now() - generation.startedAtMs
  accumulator.hasToken = true
  accumulator.usage = whole.usage ?? null
  accumulator.upstreamId = whole.id ?? null
  accumulator.finish = whole.finish ? { reason: whole.finish.reason, raw: whole.finish.raw ?? null } : null
  const isCounted =
    whole.usage !== undefined && !whole.usage.isEstimated && totalOutputTokens(whole.usage) > 0
  if (!isCounted) for (const said of whole.texts) accumulator.add(textEvent(said))
  return {
    type: 'finished',
    accumulator,
    status: answer.status,
    headers: answerHeaders(attempt),
    answered: answeredIn(attempt, null),
    last: (closing) => Buffer.from(whole.print(closing)),
  }
}

const textEvent = (text: string): ChatEvent => ({
  type: 'block-delta',
  index: 0,
  delta: { kind: 'text', text },
})

/** A 200 may hold an error, or be cut: only its content tells. */
const readAnswer = ({ exchange, route }: Attempt, text: string): WholeAnswer | { fault: Fault } => {
  try {
    return exchange.readWhole(parseOrText(text, route.provider.dialect), text)
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault }
    throw error
  }
}

/** Unpacked: two thousand embeddings in base64 have half of it. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
const MAX_REFUSAL_BYTES = 1024 * 1024

/** Not `toString`: a byte order mark is no part of the text. */
const UTF8 = new TextDecoder()

const readText = async (body: UpstreamBody, watch: Watch, maxBytes = MAX_ANSWER_BYTES): Promise<string> =>
  UTF8.decode(
    await readWholeBody(body, maxBytes, (piece) => {
      // Blank lines keep a connection open; they are no progress.
      if (!isBlank(piece)) watch.heard()
    }),
  )

/** Whether there is nothing in it but JSON's white space. */
const isBlank = (piece: Buffer): boolean =>
  piece.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)

const parseOrText = (text: string, dialect: Dialect): unknown => {
  try {
    return EXACT_PARSERS[dialect].answer(text)
  } catch {
    // What was not JSON is told apart from what was by whoever reads it.
    return text
  }
}
