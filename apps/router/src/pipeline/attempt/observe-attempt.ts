import type { Fault } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { Credential, CooldownScope } from '../../upstream/credentials.ts'
import { isOfTheCaller } from '../../upstream/faults.ts'
import type { AttemptOutcome } from '../generation/attempt-outcome.ts'

/** Reports the outcome of an attempt to health, credentials, metrics and the log. */
export const observeAttempt = (
  context: RouterContext,
  route: Route,
  credential: Credential,
  outcome: AttemptOutcome,
): void => {
  const { health, credentials, metrics } = context
  metrics.attempts.inc({ provider: route.provider.id, outcome: outcome.type })
  // An own key says nothing to requests with other keys.
  if (route.byokKeyId !== undefined) return health.abandoned(route.key)
  switch (outcome.type) {
    case 'finished':
      credentials.worked(route, credential)
      return health.answered(route.key, outcome.answered)
    case 'cancelled':
    case 'hedged':
      return health.abandoned(route.key)
    case 'failed':
    case 'broken':
      return observeFault(context, route, credential, outcome)
  }
}

const observeFault = (
  { health, credentials, logger }: RouterContext,
  route: Route,
  credential: Credential,
  { fault, status, isOfCaller }: Extract<AttemptOutcome, { fault: Fault }>,
): void => {
  const what = {
    provider: route.provider.id,
    model: route.upstreamModel,
    status,
    code: fault.code,
    raw: fault.raw,
  }
  const cooldown = cooldownOf(fault)
  if (cooldown?.isForOperator) {
    logger.error({ ...what, credential: credential.position }, 'a provider refuses a credential: check it')
  } else logger.warn(what, fault.message)
  if (isOfCaller === true || isOfTheCaller(fault)) return health.abandoned(route.key)
  if (cooldown === null) return health.failed(route.key, fault.code, fault.retryAfterMs)
  credentials.coolDown(route, credential, cooldown.scope, cooldown.reason, fault.retryAfterMs)
  health.refused(route.key)
}

/** Whether a failure belongs to the credential and not to the route: another credential may work. */
export const isOfTheCredential = (outcome: AttemptOutcome): boolean =>
  outcome.type === 'failed' && cooldownOf(outcome.fault) !== null

type CredentialCooldown = { scope: CooldownScope; reason: string; isForOperator: boolean }

/** A 403 may only concern the one model; a 401 or an empty account concerns all of them. */
const cooldownOf = ({ code, isOfOurAccount, upstreamStatus }: Fault): CredentialCooldown | null => {
  if (isOfOurAccount) {
    const reason = upstreamStatus === undefined ? 'refused' : `refused with ${upstreamStatus}`
    return { scope: upstreamStatus === 403 ? 'model' : 'account', reason, isForOperator: true }
  }
  return code === 'provider_rate_limited'
    ? { scope: 'model', reason: 'rate-limited', isForOperator: false }
    : null
}
