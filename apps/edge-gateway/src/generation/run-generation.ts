import { isCreditLimited } from '@gptget/credit'
import { toPublicError } from '@gptget/errors'
import { startSpan } from '@gptget/runtime'
import type { Span } from '@gptget/runtime'
import type { EdgeContext } from '../context.ts'
import { followResponse } from '../responses/follow-response.ts'
import { queueInBackground } from '../responses/queue-response.ts'
import { replayAnswer } from '../idempotency/replay-answer.ts'
import { storeForClaim, serveClaimed, takeClaim } from '../idempotency/claimed.ts'
import { readIdempotencyKey } from '../idempotency/read-idempotency-key.ts'
import type { IdempotencyKey } from '../idempotency/read-idempotency-key.ts'
import { admit, release, receive } from './admit.ts'
import type { Admitted, Received } from './admit.ts'
import { AnswerWriter } from './answer-writer.ts'
import type { InboundRequest } from './inbound-request.ts'
import { fromBus } from './bus-failure.ts'
import { headerOf, headOf } from './generation-head.ts'
import { relayAnswer } from './relay-answer.ts'

/** Serves one generation from its inbound to the last byte of its answer. Never rejects: every failure is answered. */
export const runGeneration = async (context: EdgeContext, inbound: InboundRequest): Promise<void> => {
  const span = startSpan(
    `${inbound.operation} ${inbound.dialect}`,
    'server',
    headerOf(inbound, 'traceparent'),
    {
      'http.request.method': 'POST',
      // Without the query: Gemini's callers may put their key there.
      'url.path': inbound.request.url?.split('?')[0] ?? '',
      'gptget.generation_id': inbound.generationId,
    },
  )
  context.metrics.openStreams.inc()
  try {
    await serveOnce(context, inbound, await receive(context, inbound), span)
  } catch (error) {
    answerFailure(context, inbound, error)
  } finally {
    observe(context, inbound, span)
  }
}

/** Serves a request, or answers it with what its idempotency key stands for. */
const serveOnce = async (
  context: EdgeContext,
  inbound: InboundRequest,
  received: Received,
  span: Span,
): Promise<void> => {
  const idempotencyKey = readIdempotencyKey(inbound, received)
  if (idempotencyKey === null) {
    await serve(context, inbound, await admit(context, inbound, received), null, span)
    return
  }
  while (!(await replayAnswer(context, inbound, idempotencyKey))) {
    const admitted = await admit(context, inbound, received)
    if (await takeOrRelease(context, inbound, idempotencyKey, admitted)) {
      return serveClaimed(context, inbound, idempotencyKey, () =>
        serve(context, inbound, admitted, idempotencyKey.name, span),
      )
    }
  }
}

/** Another request with the same key may have been faster: what was set aside for this one is let go then. */
const takeOrRelease = async (
  context: EdgeContext,
  inbound: InboundRequest,
  idempotencyKey: IdempotencyKey,
  admitted: Admitted,
): Promise<boolean> => {
  let isTaken = false
  try {
    isTaken = await takeClaim(context, inbound, idempotencyKey)
  } finally {
    if (!isTaken) release(context, admitted)
  }
  return isTaken
}

/** Resolves what was charged of an answer that no router brings to its end any more, null where one does. */
const serve = async (
  context: EdgeContext,
  inbound: InboundRequest,
  admitted: Admitted,
  claim: string | null,
  span: Span,
): Promise<bigint | null> => {
  span.setAttribute('gen_ai.request.model', admitted.model.id)
  try {
    if (!admitted.isBackground) return await relayAnswer(context, inbound, admitted, claim, span)
    await queue(context, inbound, admitted, claim, span)
    return null
  } catch (error) {
    // Whatever went wrong on the way to a router, nothing was spent.
    admitted.hold.settle(0n)
    throw error
  }
}

/** Leaves the request to be run without its caller; the credit it needs is reserved again when it starts. */
const queue = async (
  context: EdgeContext,
  inbound: InboundRequest,
  admitted: Admitted,
  claim: string | null,
  span: Span,
): Promise<void> => {
  const { key, model, request, body, storage, hold } = admitted
  hold.settle(0n)
  if (storage === null || request.chat === null)
    throw new Error('a response in the background is always kept')
  const answer = await queueInBackground(context.bus, {
    generation: headOf(context, inbound, admitted, span),
    storage,
    request: request.chat,
    body,
    largestCostNanoUsd: hold.amountNanoUsd,
    isKeyLimited: isCreditLimited(key),
    createdAtSeconds: Math.floor(inbound.arrivedAtMs / 1000),
  })
  if (request.isStream) {
    if (claim !== null) await context.claims.follow(claim, inbound.generationId)
    const followed = { accountId: key.accountId, responseId: inbound.generationId, eventsBefore: 0 }
    return followResponse(context, inbound, followed)
  }
  const head = { 'content-type': 'application/json', 'content-length': String(answer.byteLength) }
  if (claim !== null) await storeForClaim(context, inbound, claim, { status: 200, headers: head }, answer)
  const writer = new AnswerWriter(context, inbound, model.id)
  writer.head(200, head)
  writer.write(answer, () => {})
  writer.end()
}

/** A failure before the request went to a router. */
export const answerFailure = (context: EdgeContext, inbound: InboundRequest, thrown: unknown): void => {
  const error = toPublicError(fromBus(thrown))
  if (error.code === 'internal')
    context.logger.error({ err: thrown, requestId: inbound.requestId }, 'a request failed')
  if (inbound.response.destroyed) return
  new AnswerWriter(context, inbound, '').fail(error)
}

const observe = ({ metrics, now }: EdgeContext, inbound: InboundRequest, span: Span): void => {
  const { operation, arrivedAtMs, response } = inbound
  metrics.openStreams.dec()
  metrics.requests.inc({ operation, status: String(response.statusCode) })
  metrics.durationSeconds.observe({ operation }, (now() - arrivedAtMs) / 1000)
  span.setAttribute('http.response.status_code', response.statusCode)
  span.end()
}
