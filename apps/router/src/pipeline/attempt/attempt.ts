import { PublicError } from '@gptget/errors'
import { refuseLosses } from '@gptget/protocol'
import type { Fault, Loss } from '@gptget/protocol'
import { requestHeaders } from '@gptget/providers'
import type { Provider, UpstreamAnswer } from '@gptget/providers'
import { LargeBody } from '@gptget/threads'
import { allowedHeaders, type ShownHeaders } from '../../catalog/allowed.ts'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import { faultWithoutSecrets } from '../../upstream/blank-secrets.ts'
import { faultOfConnection, isConnectTimeout } from '../../upstream/faults.ts'
import { isCallersLimit, withTimeouts } from '../../upstream/timeouts.ts'
import { Watch } from '../../upstream/watch.ts'
import { Accumulator } from '../generation/accumulator.ts'
import { failed } from '../generation/attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from '../generation/attempt-outcome.ts'
import { readHeadOf, turnOf } from '../generation/generation.ts'
import type { Generation } from '../generation/generation.ts'
import { unpricedTools } from '../generation/extras-of-route.ts'
import { isLost } from '../generation/is-lost.ts'
import type { UpstreamExchange } from '../generation/operation.ts'
import { servingOf } from '../../bodies/read-chat.ts'
import { followAnswer } from './follow-answer.ts'
import { readRefusal } from './read-refusal.ts'
import { relaySound } from '../relay/relay-sound.ts'
import { relayStream } from '../relay/relay-stream.ts'
import { relayWhole } from '../relay/relay-whole.ts'
import { unpacked } from '../../bodies/prepare-far.ts'
import { prepare } from '../../bodies/prepare.ts'
import type { Prepared } from '../../bodies/prepared.ts'

/** Sends the request to one route and relays the answer to its end. */
export const attemptRoute = async (
  context: RouterContext,
  generation: Generation,
  route: Route,
  how: Pick<Attempt, 'credential' | 'entry' | 'startedAtMs'>,
): Promise<AttemptOutcome> => {
  const opened = await tryOpen(context, generation, route)
  if ('fault' in opened) return failed(opened.fault, null)
  const { exchange } = opened
  const { head, signal } = generation.stream
  const provider = withTimeouts(route.provider, head.routing)
  const watch = new Watch({
    client: signal,
    rivals: how.entry.lost,
    deadlineInMs: head.deadlineAtMs - context.now(),
    timeouts: provider.timeouts,
  })
  const accumulator = new Accumulator()
  // The text is paid for once it is sent, even if the caller does not wait for the audio.
  accumulator.counted = exchange.sound?.counted
  const attempt = { ...how, context, generation, route, watch, exchange, accumulator }
  try {
    const outcome = judge(await exchangeWith(attempt, provider, opened), attempt, provider)
    noteAbandoned(attempt, outcome)
    return outcome
  } finally {
    watch.end()
  }
}

/**
 * The provider works on the request even if its caller does not wait: disconnecting early, or a short timeout, does not
 * make it free.
 */
const noteAbandoned = ({ generation, route, accumulator }: Attempt, outcome: AttemptOutcome): void => {
  const isOfCaller =
    outcome.type === 'cancelled'
      ? !isLost(generation.stream.signal.reason)
      : outcome.type === 'failed' && outcome.isOfCaller === true
  if (!isOfCaller || !accumulator.isSent || route.provider.chargesAbandoned === false) return
  accumulator.isAbandoned = true
  generation.abandoned = { route, accumulator }
}

/**
 * A provider's message is passed on without its secrets, and a failure that the caller caused does not count against
 * the provider.
 */
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

const exchangeWith = async (attempt: Attempt, provider: Provider, sent: Sent): Promise<AttemptOutcome> => {
  const { exchange, watch } = attempt
  try {
    const answer = await send(attempt, provider, { url: exchange.url, ...sent })
    // The provider has answered, so the request was sent: the translation of a large body uses as much memory as the
    // body.
    sent.body = NOTHING
    if (answer.status >= 400) return await readRefusal(attempt, answer)
    if (exchange.sound) return await relaySound(attempt, exchange.sound, answer)
    if (exchange.next) {
      const ask = (url: string): Promise<UpstreamAnswer> => send(attempt, provider, { url })
      return await followAnswer(attempt, provider, { first: answer, next: exchange.next, ask })
    }
    return exchange.stream
      ? await relayStream(attempt, exchange.stream, answer)
      : await relayWhole(attempt, answer)
  } catch (error) {
    if (watch.reason === 'client')
      return { type: 'cancelled', accumulator: attempt.accumulator, status: null }
    if (watch.reason === 'rival') return { type: 'hedged', status: null }
    return failed(faultOfConnection(error, watch.reason), null)
  }
}

const NOTHING = Buffer.alloc(0)

/** The request to the provider. */
type Sent = Pick<Prepared, 'body' | 'contentType'>

type Opened = Sent & { exchange: UpstreamExchange }

const tryOpen = async (
  { threads }: RouterContext,
  generation: Generation,
  route: Route,
): Promise<Opened | { fault: Fault }> => {
  const { operation, catalog, body } = generation
  const { fetched } = generation
  const head = readHeadOf(generation)
  const withoutTools = unpricedTools({ head: generation.stream.head, catalog }, route)
  const serving = { ...servingOf(catalog, route), ...(withoutTools.length > 0 ? { withoutTools } : {}) }
  const asked = fetched === undefined ? { head, serving } : { head, serving, fetched }
  try {
    const prepared =
      body instanceof LargeBody
        ? unpacked(await threads.run('prepareFar', body, asked, turnOf(generation)))
        : prepare(body, asked)
    const exchange = operation.open(generation, route, prepared)
    return { ...prepared, exchange: withoutUnknownBetas(generation, route, exchange) }
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    return { fault: { code: error.code, message: error.message, param: error.details.param } }
  }
}

/** An unknown feature of Anthropic's might cost money that is not charged: it is left out and reported. */
const withoutUnknownBetas = (
  generation: Generation,
  route: Route,
  exchange: UpstreamExchange,
): UpstreamExchange => {
  const { refusedBetas } = shownHeaders(generation, route)
  if (refusedBetas.length === 0) return exchange
  const dropped = refusedBetas.map((beta): Loss => ({
    param: `anthropic-beta.${beta}`,
    action: 'dropped',
    reason: 'This feature is not offered here.',
  }))
  if (generation.stream.head.isStrict) refuseLosses(dropped)
  return { ...exchange, losses: [...exchange.losses, ...dropped] }
}

/** A caller with their own key pays the provider for everything they request. */
const shownHeaders = ({ stream: { head }, catalog }: Generation, { byokKeyId }: Route): ShownHeaders =>
  byokKeyId === undefined
    ? allowedHeaders(head.forwardedHeaders, catalog.allowed)
    : { headers: head.forwardedHeaders, refusedBetas: [] }

/** Without a body it is a GET. */
const send = (
  { context, generation, route, credential: { value: credential }, watch, accumulator }: Attempt,
  provider: Provider,
  { url, body, contentType }: { url: string } & Partial<Sent>,
): Promise<UpstreamAnswer> => {
  const { head } = generation.stream
  const traceparent: Record<string, string> =
    head.traceparent === null ? {} : { traceparent: head.traceparent }
  return context.transport.send(provider, {
    url,
    ...(body === undefined ? { method: 'GET' } : {}),
    credential,
    headers: requestHeaders(provider, credential, {
      ...shownHeaders(generation, route).headers,
      ...traceparent,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    }),
    body: body ?? NOTHING,
    signal: watch.signal,
    onSent: () => {
      accumulator.isSent = true
    },
  })
}
