import type { ApiKeyRecord, CatalogModel, GenerationHead, ResponseKeeping, UsageEvent } from '@gptget/bus'
import { generate } from '@gptget/bus'
import { largestUse } from '@gptget/credit'
import type { Hold, LargestUse } from '@gptget/credit'
import { emptyUsage, PublicError, toPublicError } from '@gptget/protocol'
import { startSpan, traceparentOf } from '@gptget/runtime'
import type { Span } from '@gptget/runtime'
import { authenticate, requireModelAllowed } from '../access/authenticate.ts'
import { requireOperation } from '../access/require-operation.ts'
import { limitHeaders } from '../answers/headers.ts'
import type { EdgeContext } from '../context.ts'
import { queueInBackground } from '../responses/queue-response.ts'
import { readState } from '../responses/read-state.ts'
import { recallHistory } from '../responses/recall-history.ts'
import { AnswerWriter } from './answer-writer.ts'
import type { Arrival } from './arrival.ts'
import { fromBus } from './bus-failure.ts'
import { isUnpackError, parseJsonBody, readBody } from './read-body.ts'
import { readAsk } from './read-ask.ts'
import type { Ask } from './read-ask.ts'

/** A request that may go to a provider: whose it is, what it asks for, what is set aside for it. */
type Admitted = {
  key: ApiKeyRecord
  model: CatalogModel
  request: Ask
  body: Buffer
  largest: LargestUse
  hold: Hold
  headers: Record<string, string>
  /** Where the answer is kept, if it is. */
  keeping: ResponseKeeping | null
  isBackground: boolean
}

/** Serves one generation from its arrival to the last byte of its answer. Never rejects: every failure is answered. */
export const runGeneration = async (context: EdgeContext, arrival: Arrival): Promise<void> => {
  const span = startSpan(
    `${arrival.operation} ${arrival.dialect}`,
    'server',
    headerOf(arrival, 'traceparent'),
    {
      'http.request.method': 'POST',
      'url.path': arrival.request.url ?? '',
      'gptget.generation_id': arrival.generationId,
    },
  )
  context.metrics.openStreams.inc()
  try {
    const admitted = await admit(context, arrival)
    span.setAttribute('gen_ai.request.model', admitted.model.id)
    if (admitted.isBackground) await queue(context, arrival, admitted, span)
    else await relay(context, arrival, admitted, span)
  } catch (error) {
    answerFailure(context, arrival, error)
  } finally {
    observe(context, arrival, span)
  }
}

/** @throws PublicError when the request may not go to a provider; nothing is set aside then. */
const admit = async (context: EdgeContext, arrival: Arrival): Promise<Admitted> => {
  const key = await authenticate(arrival.request, context.keys, context.now())
  const sent = await readWholeBody(arrival)
  const request = readAsk(arrival, parseJsonBody(sent))
  const model = context.catalog.model(request.model)
  requireModelAllowed(key, model.id)
  requireOperation(model, arrival.operation)
  const recalled = await recallHistory(
    context.bus,
    key.accountId,
    request.chat && readState(request.chat),
    sent,
  )
  const { body } = recalled
  const largest = largestUse(model, { bodyBytes: body.byteLength, ...request.size })
  const headers = await admitByLimits(context, key, largest)
  const purse = { accountId: key.accountId, keyId: key.creditLimitNanoUsd === null ? null : key.keyId }
  const reserved = context.leases.reserve(purse, largest.costNanoUsd)
  const hold = reserved instanceof Promise ? await reserved : reserved
  return { key, model, request, largest, hold, headers, ...recalled }
}

const readWholeBody = async ({ request }: Arrival): Promise<Buffer> => {
  try {
    return await readBody(request)
  } catch (error) {
    if (!isUnpackError(error)) throw error
    throw new PublicError(
      'invalid_request',
      'The request body does not unpack as its content-encoding says.',
      { param: 'content-encoding' },
      error,
    )
  }
}

const admitByLimits = async (
  { limits }: EdgeContext,
  key: ApiKeyRecord,
  largest: LargestUse,
): Promise<Record<string, string>> => {
  const states = []
  if (key.requestsPerMinute !== null)
    states.push(await limits.admit(key.keyId, 'requests', key.requestsPerMinute, 1))
  if (key.tokensPerMinute !== null) {
    states.push(await limits.admit(key.keyId, 'tokens', key.tokensPerMinute, expectedTokens(largest)))
  }
  return states.length === 0 ? {} : limitHeaders(states)
}

/** What a request is counted as until its usage is known: about four bytes a token, and a token of answer. */
const expectedTokens = ({ inputTokens }: LargestUse): number => Math.ceil(inputTokens / 4) + 1

/** What a router last said of the answer it is giving. */
type Delivered = { costNanoUsd: bigint; priceVersion: string | null }

/** Hands the request to a router and its answer to the client. Resolves when both are done with it. */
const relay = (context: EdgeContext, arrival: Arrival, admitted: Admitted, span: Span): Promise<void> =>
  new Promise((resolve) => {
    const { response } = arrival
    const writer = new AnswerWriter(arrival, admitted.request.model, admitted.headers)
    const delivered: Delivered = { costNanoUsd: 0n, priceVersion: null }
    let isOver = false
    const finish = (costNanoUsd: bigint, tokens: number): void => {
      isOver = true
      admitted.hold.settle(costNanoUsd)
      correctTokenLimit(context, admitted, tokens)
      resolve()
    }
    const stream = context.bus.openStream(generate, headOf(context, arrival, admitted, span), admitted.body, {
      head: ({ status, headers, priceVersion }) => {
        delivered.priceVersion = priceVersion
        writer.head(status, headers)
        context.metrics.firstByteSeconds.observe(
          { operation: arrival.operation },
          (context.now() - arrival.arrivedAtMs) / 1000,
        )
      },
      data: (bytes, progress) => {
        delivered.costNanoUsd = BigInt(progress)
        if (writer.write(bytes, () => stream.grant(bytes.byteLength))) stream.grant(bytes.byteLength)
      },
      end: ({ costNanoUsd, inputTokens, outputTokens }) => {
        writer.end()
        finish(costNanoUsd, inputTokens + outputTokens)
      },
      error: (error) => {
        const failure = toPublicError(fromBus(error))
        context.logger.warn({ err: error, generationId: arrival.generationId }, 'a generation was lost')
        writer.fail(failure)
        if (error.code === 'lost') reportLost(context, arrival, admitted, delivered)
        finish(delivered.costNanoUsd, 0)
      },
    })
    response.once('close', () => {
      if (!isOver) stream.cancel('the client went away')
    })
    if (response.destroyed) stream.cancel('the client went away')
  })

/** Leaves the request to be run without its caller; the credit it needs is reserved again when it starts. */
const queue = async (
  context: EdgeContext,
  arrival: Arrival,
  admitted: Admitted,
  span: Span,
): Promise<void> => {
  const { key, request, body, largest, keeping, hold, headers } = admitted
  hold.settle(0n)
  if (keeping === null || request.chat === null)
    throw new Error('a response in the background is always kept')
  const answer = await queueInBackground(context.bus, {
    generation: headOf(context, arrival, admitted, span),
    keeping,
    request: request.chat,
    body,
    largestCostNanoUsd: largest.costNanoUsd,
    isKeyLimited: key.creditLimitNanoUsd !== null,
    createdAtSeconds: Math.floor(arrival.arrivedAtMs / 1000),
  })
  const writer = new AnswerWriter(arrival, request.model, headers)
  writer.head(200, { 'content-type': 'application/json', 'content-length': String(answer.byteLength) })
  writer.write(answer, () => {})
  writer.end()
}

const headOf = (
  context: EdgeContext,
  arrival: Arrival,
  { key, request, hold, keeping }: Admitted,
  span: Span,
): GenerationHead => ({
  operation: arrival.operation,
  dialect: arrival.dialect,
  generationId: arrival.generationId,
  requestId: arrival.requestId,
  accountId: key.accountId,
  keyId: key.keyId,
  leaseId: hold.leaseId,
  model: request.model,
  isStream: request.isStream,
  framing: arrival.framing,
  isStrict: headerOf(arrival, 'x-gptget-strict') === 'true',
  deadlineAtMs: arrival.arrivedAtMs + context.config.requestTimeoutMs,
  traceparent: traceparentOf(span, headerOf(arrival, 'traceparent')),
  userAgent: headerOf(arrival, 'user-agent'),
  sessionId: headerOf(arrival, 'x-session-id'),
  origin: headerOf(arrival, 'http-referer') ?? headerOf(arrival, 'referer'),
  forwardedHeaders: forwardedHeaders(arrival),
  keeping,
})

const FORWARDED = ['anthropic-version', 'anthropic-beta', 'openai-beta']

const forwardedHeaders = (arrival: Arrival): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const name of FORWARDED) {
    const value = headerOf(arrival, name)
    if (value !== null) headers[name] = value
  }
  return headers
}

const headerOf = ({ request }: Arrival, name: string): string | null => {
  const value = request.headers[name]
  return value === undefined ? null : String(value)
}

const correctTokenLimit = ({ limits }: EdgeContext, { key, largest }: Admitted, tokens: number): void => {
  if (key.tokensPerMinute === null || tokens === 0) return
  limits.correct(key.keyId, 'tokens', expectedTokens(largest), tokens)
}

/**
 * The router died: what was delivered until then is charged, by what it last said it had cost. Should its own
 * usage event have got through, that one came first and stands.
 */
const reportLost = (
  context: EdgeContext,
  arrival: Arrival,
  admitted: Admitted,
  delivered: Delivered,
): void => {
  const event: UsageEvent = {
    generationId: arrival.generationId,
    requestId: arrival.requestId,
    accountId: admitted.key.accountId,
    keyId: admitted.key.keyId,
    leaseId: admitted.hold.leaseId,
    operation: arrival.operation,
    dialect: arrival.dialect,
    model: admitted.model.id,
    provider: null,
    upstreamModel: null,
    upstreamId: null,
    outcome: 'lost',
    isStream: admitted.request.isStream,
    finishReason: 'error',
    nativeFinishReason: null,
    usage: { ...emptyUsage(), isEstimated: true },
    ...delivered,
    attempts: [],
    excluded: [],
    error: { code: 'internal', message: 'The router that served this generation died.' },
    startedAt: new Date(arrival.arrivedAtMs).toISOString(),
    firstTokenMs: null,
    durationMs: context.now() - arrival.arrivedAtMs,
    userAgent: headerOf(arrival, 'user-agent'),
    sessionId: headerOf(arrival, 'x-session-id'),
    origin: headerOf(arrival, 'http-referer'),
  }
  context.bus.usage
    .publish(event)
    .catch((error: unknown) =>
      context.logger.error({ err: error, event }, 'the usage of a lost generation was not stored'),
    )
}

/** A failure before the request went to a router. */
const answerFailure = (context: EdgeContext, arrival: Arrival, thrown: unknown): void => {
  const error = toPublicError(fromBus(thrown))
  if (error.code === 'internal')
    context.logger.error({ err: thrown, requestId: arrival.requestId }, 'a request failed')
  if (arrival.response.destroyed) return
  new AnswerWriter(arrival, '', {}).fail(error)
}

const observe = ({ metrics, now }: EdgeContext, arrival: Arrival, span: Span): void => {
  const { operation, arrivedAtMs, response } = arrival
  metrics.openStreams.dec()
  metrics.requests.inc({ operation, status: String(response.statusCode) })
  metrics.durationSeconds.observe({ operation }, (now() - arrivedAtMs) / 1000)
  span.setAttribute('http.response.status_code', response.statusCode)
  span.end()
}
