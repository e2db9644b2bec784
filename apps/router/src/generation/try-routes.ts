import { PublicError } from '@gptget/protocol'
import type { Route } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { tellOfRefusedKey } from '../own-keys/refused-own-key.ts'
import { exclude } from '../routing/asked.ts'
import type { Plan } from '../routing/plan-routes.ts'
import { attemptRoute } from './attempt.ts'
import type { AttemptOutcome } from './attempt-outcome.ts'
import { isOfTheCredential, observeAttempt } from './observe-attempt.ts'
import { ALONE, Race } from './race.ts'
import type { Lane } from './race.ts'
import { attemptRecord } from './run.ts'
import type { Run } from './run.ts'

export type Tried = { route: Route; outcome: AttemptOutcome }

/** Tries the planned routes until one answers or none is left. @throws PublicError where there is none to try. */
export const tryRoutes = async (context: RouterContext, run: Run, plan: Plan): Promise<Tried> => {
  run.excluded = [...plan.excluded]
  const queue = plan.routes.values()
  const isRace = plan.hedgeAfterMs !== null && plan.routes.length > 1
  const tried = isRace
    ? await raceRoutes(context, run, queue, plan.hedgeAfterMs!)
    : await tryInTurn(context, run, queue, ALONE)
  run.isExhausted = !plan.hasResting && queue.next().done === true
  if (tried) return tried
  throw nobody(run, plan)
}

type Queue = Iterator<Route>

/** Starts on a second route when the first has not answered in time; whichever answers first is the answer. */
const raceRoutes = async (
  context: RouterContext,
  run: Run,
  queue: Queue,
  hedgeAfterMs: number,
): Promise<Tried | null> => {
  const race = new Race()
  const lanes = [tryInTurn(context, run, queue, race.enter())]
  const isLate = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => isLate.resolve(true), hedgeAfterMs)
  const isHedged = await Promise.race([isLate.promise, race.won, lanes[0]!.then(notLate, notLate)])
  clearTimeout(timer)
  if (isHedged) lanes.push(tryInTurn(context, run, queue, race.enter()))
  // All have to be over, whatever became of one: nobody else may write to the caller by then.
  const over = await Promise.allSettled(lanes)
  const tried = over.flatMap((lane) => (lane.status === 'fulfilled' && lane.value ? [lane.value] : []))
  const answered = tried.find(({ outcome }) => isAnswer(outcome))
  const crash = over.find((lane) => lane.status === 'rejected')
  if (!answered && crash) throw crash.reason
  return answered ?? tried.at(-1) ?? null
}

const notLate = (): boolean => false

const isAnswer = (outcome: AttemptOutcome): boolean =>
  outcome.type === 'failed' ? !outcome.mayAnotherServe : outcome.type !== 'hedged'

const tryInTurn = async (
  context: RouterContext,
  run: Run,
  queue: Queue,
  lane: Lane,
): Promise<Tried | null> => {
  let last: Tried | null = null
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const route = next.value
    if (!context.health.begin(route.key) && run.attempts.length > 0) {
      run.excluded.push(exclude(route, 'another request is trying it again just now'))
      continue
    }
    last = { route, outcome: asFinal(await tryRoute(context, run, route, lane), lane) }
    if (isOver(context, run, last.outcome, lane)) break
  }
  return last
}

/** The caller's own mistake is an answer too: it is told unless another route has begun to answer. */
const asFinal = (outcome: AttemptOutcome, lane: Lane): AttemptOutcome =>
  outcome.type === 'failed' && !outcome.mayAnotherServe && !lane.claim()
    ? { type: 'hedged', status: outcome.status }
    : outcome

const isOver = ({ now }: RouterContext, run: Run, outcome: AttemptOutcome, lane: Lane): boolean =>
  outcome.type !== 'failed' ||
  !outcome.mayAnotherServe ||
  lane.lost?.aborted === true ||
  now() >= run.stream.head.deadlineAtMs

/** Gives the request to a route, with each of its provider's credentials in turn while it is they who are refused. */
const tryRoute = async (
  context: RouterContext,
  run: Run,
  route: Route,
  lane: Lane,
): Promise<AttemptOutcome> => {
  for (let left = route.provider.credentials.length; ; left--) {
    const outcome = await tryOnce(context, run, route, lane)
    const isOtherLeft = left > 1 && context.credentials.restMs(route) === 0
    if (!isOtherLeft || !isOfTheCredential(outcome) || isOver(context, run, outcome, lane)) return outcome
  }
}

const tryOnce = async (
  context: RouterContext,
  run: Run,
  route: Route,
  lane: Lane,
): Promise<AttemptOutcome> => {
  const startedAtMs = context.now()
  const credential = context.credentials.next(route)
  try {
    const outcome = tellOfRefusedKey(
      route,
      await attemptRoute(context, run, route, { credential, lane, startedAtMs }),
    )
    run.attempts.push(attemptRecord(route, startedAtMs, context.now(), outcome))
    observeAttempt(context, route, credential, outcome)
    return outcome
  } catch (error) {
    context.health.abandoned(route.key)
    throw error
  }
}

/** Who could have served, had the request not wished otherwise, is told with it. */
const nobody = (run: Run, { excluded }: Plan): PublicError => {
  const { model } = run.stream.head
  if (excluded.length === 0)
    return new PublicError('no_provider', `No provider is configured for the model "${model}".`)
  const reasons = [...new Set(excluded.map(({ reason }) => reason))].join('; ')
  return new PublicError(
    'no_provider',
    `No provider of the model "${model}" may serve this request: ${reasons}.`,
    {
      isRetryable: false,
      metadata: {
        excluded_providers: excluded.map(({ provider, upstreamModel, reason }) => ({
          provider_name: provider,
          model: upstreamModel,
          reason,
        })),
      },
    },
  )
}
