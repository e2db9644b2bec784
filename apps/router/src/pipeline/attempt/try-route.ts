import { refusedKeyText } from '@gptget/contracts'
import type { AttemptRecord } from '@gptget/contracts'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { AttemptOutcome, RaceEntry } from '../generation/attempt-outcome.ts'
import type { Generation } from '../generation/generation.ts'
import { attemptRoute } from './attempt.ts'
import { isOfTheCredential, observeAttempt } from './observe-attempt.ts'

/** Sends the request to a route, with each of its provider's credentials in turn while they are refused. */
export const tryRoute = async (
  context: RouterContext,
  generation: Generation,
  route: Route,
  entry: RaceEntry,
): Promise<AttemptOutcome> => {
  for (let left = route.provider.credentials.length; ; left--) {
    const outcome = await tryOnce(context, generation, route, entry)
    const isOtherLeft = left > 1 && context.credentials.cooldownMs(route) === 0
    if (!isOtherLeft || !isOfTheCredential(outcome) || isOver(context, generation, outcome, entry))
      return outcome
  }
}

const tryOnce = async (
  context: RouterContext,
  generation: Generation,
  route: Route,
  entry: RaceEntry,
): Promise<AttemptOutcome> => {
  const startedAtMs = context.now()
  const credential = context.credentials.next(route)
  try {
    const outcome = tellOfRefusedKey(
      route,
      await attemptRoute(context, generation, route, { credential, entry, startedAtMs }),
    )
    generation.attempts.push(attemptRecord(route, startedAtMs, context.now(), outcome))
    observeAttempt(context, route, credential, outcome)
    return outcome
  } catch (error) {
    context.health.abandoned(route.key)
    throw error
  }
}

/** Whether no other route may be tried. */
export const isOver = (
  { now }: RouterContext,
  generation: Generation,
  outcome: AttemptOutcome,
  entry: RaceEntry,
): boolean =>
  outcome.type !== 'failed' ||
  !outcome.mayAnotherServe ||
  entry.lost?.aborted === true ||
  now() >= generation.stream.head.deadlineAtMs

/** A provider that refuses an account's own key: its owner must know. */
const tellOfRefusedKey = ({ byokKeyId, provider }: Route, outcome: AttemptOutcome): AttemptOutcome => {
  if (byokKeyId === undefined || outcome.type !== 'failed' || !outcome.fault.isOfOurAccount) return outcome
  const answer = outcome.fault.upstreamStatus ?? outcome.status
  const message = refusedKeyText(provider.name, byokKeyId, answer)
  return { ...outcome, fault: { code: 'provider_key_refused', message, raw: outcome.fault.raw } }
}

/** The record of an attempt, for the receipt. */
const attemptRecord = (
  route: Route,
  startedAtMs: number,
  nowMs: number,
  outcome: AttemptOutcome,
): AttemptRecord => ({
  provider: route.provider.id,
  upstreamModel: route.upstreamModel,
  startedAt: new Date(startedAtMs).toISOString(),
  durationMs: nowMs - startedAtMs,
  firstTokenMs: ttftOf(outcome),
  status: outcome.status,
  error: 'fault' in outcome ? { code: outcome.fault.code, message: outcome.fault.message } : null,
  outcome: outcome.type,
})

const ttftOf = (outcome: AttemptOutcome): number | null => {
  if (outcome.type === 'finished') return outcome.answered.ttftMs
  return outcome.type === 'broken' ? outcome.ttftMs : null
}
