import { isCreditLimited } from '@gptget/credit'
import { toPublicError } from '@gptget/protocol'
import { startSpan } from '@gptget/runtime'
import type { Span } from '@gptget/runtime'
import type { EdgeContext } from '../context.ts'
import { followResponse } from '../responses/follow-response.ts'
import { queueInBackground } from '../responses/queue-response.ts'
import { answerEarlier } from '../idempotency/answer-earlier.ts'
import { keepForClaim, serveClaimed, takeClaim } from '../idempotency/claimed.ts'
import { readTicket } from '../idempotency/read-ticket.ts'
import type { Ticket } from '../idempotency/read-ticket.ts'
import { admit, letGo, receive } from './admit.ts'
import type { Admitted, Received } from './admit.ts'
import { AnswerWriter } from './answer-writer.ts'
import type { Arrival } from './arrival.ts'
import { fromBus } from './bus-failure.ts'
import { headerOf, headOf } from './generation-head.ts'
import { relayAnswer } from './relay-answer.ts'

/** Serves one generation from its arrival to the last byte of its answer. Never rejects: every failure is answered. */
export const runGeneration = async (context: EdgeContext, arrival: Arrival): Promise<void> => {
  const span = startSpan(
    `${arrival.operation} ${arrival.dialect}`,
    'server',
    headerOf(arrival, 'traceparent'),
    {
      'http.request.method': 'POST',
      // Without the query: Gemini's callers may put their key there.
      'url.path': arrival.request.url?.split('?')[0] ?? '',
      'gptget.generation_id': arrival.generationId,
    },
  )
  context.metrics.openStreams.inc()
  try {
    await serveOnce(context, arrival, await receive(context, arrival), span)
  } catch (error) {
    answerFailure(context, arrival, error)
  } finally {
    observe(context, arrival, span)
  }
}

/** Serves a request, or answers it with what its idempotency key stands for. */
const serveOnce = async (
  context: EdgeContext,
  arrival: Arrival,
  received: Received,
  span: Span,
): Promise<void> => {
  const ticket = readTicket(arrival, received)
  if (ticket === null) {
    await serve(context, arrival, await admit(context, arrival, received), null, span)
    return
  }
  while (!(await answerEarlier(context, arrival, ticket))) {
    const admitted = await admit(context, arrival, received)
    if (await takeOrLetGo(context, arrival, ticket, admitted)) {
      return serveClaimed(context, arrival, ticket, () =>
        serve(context, arrival, admitted, ticket.name, span),
      )
    }
  }
}

/** Another request with the same key may have been faster: what was set aside for this one is let go then. */
const takeOrLetGo = async (
  context: EdgeContext,
  arrival: Arrival,
  ticket: Ticket,
  admitted: Admitted,
): Promise<boolean> => {
  let isTaken = false
  try {
    isTaken = await takeClaim(context, arrival, ticket)
  } finally {
    if (!isTaken) letGo(context, admitted)
  }
  return isTaken
}

/** Resolves what was charged of an answer that no router brings to its end any more, null where one does. */
const serve = async (
  context: EdgeContext,
  arrival: Arrival,
  admitted: Admitted,
  claim: string | null,
  span: Span,
): Promise<bigint | null> => {
  span.setAttribute('gen_ai.request.model', admitted.model.id)
  try {
    if (!admitted.isBackground) return await relayAnswer(context, arrival, admitted, claim, span)
    await queue(context, arrival, admitted, claim, span)
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
  arrival: Arrival,
  admitted: Admitted,
  claim: string | null,
  span: Span,
): Promise<void> => {
  const { key, model, request, body, keeping, hold } = admitted
  hold.settle(0n)
  if (keeping === null || request.chat === null)
    throw new Error('a response in the background is always kept')
  const answer = await queueInBackground(context.bus, {
    generation: headOf(context, arrival, admitted, span),
    keeping,
    request: request.chat,
    body,
    largestCostNanoUsd: hold.amountNanoUsd,
    isKeyLimited: isCreditLimited(key),
    createdAtSeconds: Math.floor(arrival.arrivedAtMs / 1000),
  })
  if (request.isStream) {
    if (claim !== null) await context.claims.follow(claim, arrival.generationId)
    const followed = { accountId: key.accountId, responseId: arrival.generationId, eventsBefore: 0 }
    return followResponse(context, arrival, followed)
  }
  const head = { 'content-type': 'application/json', 'content-length': String(answer.byteLength) }
  if (claim !== null) await keepForClaim(context, arrival, claim, { status: 200, headers: head }, answer)
  const writer = new AnswerWriter(context, arrival, model.id)
  writer.head(200, head)
  writer.write(answer, () => {})
  writer.end()
}

/** A failure before the request went to a router. */
export const answerFailure = (context: EdgeContext, arrival: Arrival, thrown: unknown): void => {
  const error = toPublicError(fromBus(thrown))
  if (error.code === 'internal')
    context.logger.error({ err: thrown, requestId: arrival.requestId }, 'a request failed')
  if (arrival.response.destroyed) return
  new AnswerWriter(context, arrival, '').fail(error)
}

const observe = ({ metrics, now }: EdgeContext, arrival: Arrival, span: Span): void => {
  const { operation, arrivedAtMs, response } = arrival
  metrics.openStreams.dec()
  metrics.requests.inc({ operation, status: String(response.statusCode) })
  metrics.durationSeconds.observe({ operation }, (now() - arrivedAtMs) / 1000)
  span.setAttribute('http.response.status_code', response.statusCode)
  span.end()
}
