import type { EdgeContext } from '../context.ts'
import { authenticate } from './authenticate/authenticate.ts'
import { chooseModel } from './choose-model/choose-model.ts'
import type { ModelChoice } from './choose-model/choose-model.ts'
import { keepToOwnKey } from './choose-model/keep-to-own-key.ts'
import { priceExtras } from './choose-model/price-extras.ts'
import { answerFailure } from './deliver/answer-failure.ts'
import { dispatch } from './dispatch/dispatch.ts'
import type { AdmittedRequest } from './dispatch/ready-request.ts'
import { computerIdIn } from './forward-run/computer-id-in.ts'
import { forwardRun } from './forward-run/forward-run.ts'
import { recallHistory } from './history/recall-history.ts'
import { settleClaim, takeClaim } from './idempotency/claim.ts'
import { readIdempotencyKey } from './idempotency/idempotency-key.ts'
import type { IdempotencyKey } from './idempotency/idempotency-key.ts'
import { replayAnswer } from './idempotency/replay-answer.ts'
import { startObserving, stopObserving } from './observe/observe-generation.ts'
import { parse } from './parse/parse.ts'
import type { Parsed } from './parse/parse.ts'
import { limitRate } from './rate-limit/limit-rate.ts'
import { receiveBody } from './receive-body/receive-body.ts'
import type { Received } from './receive-body/receive-body.ts'
import type { InboundRequest, TracedRequest } from './request/inbound-request.ts'
import { requireDisconnectChoice } from './request/outlive-caller.ts'
import { requireMeans } from './reserve-credit/require-means.ts'
import { release, reserveCredit } from './reserve-credit/reserve-credit.ts'

/*
 * A generation, step by step. Each step is a folder; it adds its results to the request, or throws the error to answer.
 * No step imports a later one.
 */

type Understood = Parsed & ModelChoice

/** Serves one generation from its arrival to the last byte of its answer. Never rejects: every failure is answered. */
export const runGeneration = async (context: EdgeContext, inbound: InboundRequest): Promise<void> => {
  const traced = startObserving(context, inbound)
  try {
    await serve(context, traced)
  } catch (error) {
    traced.observed.error = await answerFailure(context, inbound, error, traced.observed.key?.keyId)
  } finally {
    stopObserving(context, traced)
  }
}

const serve = async (context: EdgeContext, traced: TracedRequest): Promise<void> => {
  const received = await receive(context, traced)
  const computerId = await computerIdIn(context, received)
  if (computerId !== null) return forwardRun(context, received, computerId)
  const request = await understand(context, received)
  const idempotencyKey = readIdempotencyKey(request)
  if (idempotencyKey !== null) return serveOnce(context, { ...request, idempotencyKey })
  const admitted = await admit(context, request)
  await dispatch(context, { ...admitted, claim: null })
}

/** Serves a request, or answers it with the answer stored under its idempotency key. */
const serveOnce = async (
  context: EdgeContext,
  request: Understood & { idempotencyKey: IdempotencyKey },
): Promise<void> => {
  while (!(await replayAnswer(context, request))) {
    const admitted = await admit(context, request)
    if (await takeClaimOrRelease(context, admitted)) {
      const claim = request.idempotencyKey.name
      return settleClaim(context, request, dispatch(context, { ...admitted, claim }))
    }
  }
}

/** The caller, and the body at the account's turn. */
const receive = async (context: EdgeContext, traced: TracedRequest): Promise<Received> => {
  const authenticated = await authenticate(context, traced)
  const { observed } = traced
  observed.key = authenticated.key
  requireDisconnectChoice(traced.inbound)
  await context.generations.take(authenticated.key.accountId, traced.inbound.outgoing)
  await requireMeans(context, authenticated)
  return receiveBody(context, authenticated)
}

/** The content of the request. */
const understand = async (context: EdgeContext, received: Received): Promise<Understood> => {
  const { observed } = received
  const parsed = await parse(context, received)
  observed.isStream = parsed.fields.isStream
  const understood = chooseModel(context, parsed)
  observed.model = understood.model.id
  return understood
}

/** Everything needed before a request may cost anything. */
const admit = async <Request extends Understood>(
  context: EdgeContext,
  request: Request,
): Promise<Request & AdmittedRequest> => {
  const whole = keepToOwnKey(await recallHistory(context, priceExtras(request)))
  return reserveCredit(context, await limitRate(context, whole))
}

/** Another request with the same key may have been faster; then this reservation is released. */
const takeClaimOrRelease = async (
  context: EdgeContext,
  admitted: AdmittedRequest & { idempotencyKey: IdempotencyKey },
): Promise<boolean> => {
  let isTaken = false
  try {
    isTaken = await takeClaim(context, admitted)
  } finally {
    if (!isTaken) release(context, admitted)
  }
  return isTaken
}
