import { PublicError } from '@gptget/errors'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import { exclude } from '../generation/asked.ts'
import type { Plan } from '../choose-candidates/plan-routes.ts'
import type { AttemptOutcome, RaceEntry, Tried } from '../generation/attempt-outcome.ts'
import { ALONE, Race } from './race.ts'
import type { Generation } from '../generation/generation.ts'
import { isOver, tryRoute } from './try-route.ts'

/** Tries the planned routes until one answers or none is left. @throws PublicError without a route to try. */
export const tryRoutes = async (
  context: RouterContext,
  generation: Generation,
  plan: Plan,
): Promise<Tried> => {
  generation.excluded = [...plan.excluded]
  const queue = plan.routes.values()
  const isRace = plan.hedgeAfterMs !== null && plan.routes.length > 1
  const tried = isRace
    ? await raceRoutes(context, generation, queue, plan.hedgeAfterMs!)
    : await tryInTurn(context, generation, queue, ALONE)
  generation.isExhausted = !plan.hasCoolingDown && queue.next().done === true
  if (tried) return tried
  throw noProvider(generation, plan)
}

type Queue = Iterator<Route>

/** Starts a second route when the first has not answered in time; the first answer wins. */
const raceRoutes = async (
  context: RouterContext,
  generation: Generation,
  queue: Queue,
  hedgeAfterMs: number,
): Promise<Tried | null> => {
  const race = new Race()
  const lanes = [tryInTurn(context, generation, queue, race.enter())]
  const isLate = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => isLate.resolve(true), hedgeAfterMs)
  const isHedged = await Promise.race([isLate.promise, race.won, lanes[0]!.then(notLate, notLate)])
  clearTimeout(timer)
  if (isHedged) lanes.push(tryInTurn(context, generation, queue, race.enter()))
  // All must have ended, even if one failed: nothing else may write to the caller by then.
  const over = await Promise.allSettled(lanes)
  const tried = over.flatMap((entry) => (entry.status === 'fulfilled' && entry.value ? [entry.value] : []))
  const answered = tried.find(({ outcome }) => isAnswer(outcome))
  const crash = over.find((entry) => entry.status === 'rejected')
  if (!answered && crash) throw crash.reason
  return answered ?? tried.at(-1) ?? null
}

const notLate = (): boolean => false

const isAnswer = (outcome: AttemptOutcome): boolean =>
  outcome.type === 'failed' ? !outcome.mayAnotherServe : outcome.type !== 'hedged'

const tryInTurn = async (
  context: RouterContext,
  generation: Generation,
  queue: Queue,
  entry: RaceEntry,
): Promise<Tried | null> => {
  let last: Tried | null = null
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const route = next.value
    if (!context.health.begin(route.key) && generation.attempts.length > 0) {
      generation.excluded.push(exclude(route, 'another request is trying it again just now'))
      continue
    }
    last = { route, outcome: asFinal(await tryRoute(context, generation, route, entry), entry) }
    if (isOver(context, generation, last.outcome, entry)) break
  }
  return last
}

/** The caller's own mistake is returned too, unless another route has started to answer. */
const asFinal = (outcome: AttemptOutcome, entry: RaceEntry): AttemptOutcome =>
  outcome.type === 'failed' && !outcome.mayAnotherServe && !entry.claim()
    ? { type: 'hedged', status: outcome.status }
    : outcome

/** Also names the routes that the request's preferences excluded. */
const noProvider = (generation: Generation, { excluded }: Plan): PublicError => {
  const { model } = generation.stream.head
  if (excluded.length === 0)
    return new PublicError('no_provider', `No provider is configured for the model "${model}".`)
  const reasons = [...new Set(excluded.map(({ reason }) => reason))].join('; ')
  return new PublicError(
    'no_provider',
    `No provider of the model "${model}" may serve this request: ${reasons}.`,
    {
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
