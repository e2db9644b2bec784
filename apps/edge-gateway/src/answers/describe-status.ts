import type { RouteState } from '@gptget/contracts'

export type State = 'operational' | 'degraded' | 'down'

/** What an edge knows about the platform. */
export type Findings = {
  checkedAt: Date
  /** Null if no router answered. */
  routes: readonly RouteState[] | null
  /** Whether keys can be looked up. */
  hasAccounts: boolean
  /** Services with their own paths, and whether a process of each is running. */
  services: readonly { service: string; isThere: boolean }[]
}

/** With fewer attempts, the error ratio means little. */
const FEWEST_ATTEMPTS = 10
const MANY_ERRORS = 0.2

/** The public part of the status: which parts work, without reasons, counts or credentials. */
export const describeStatus = ({ checkedAt, routes, hasAccounts, services }: Findings) => {
  const parts = [
    { id: 'gateway', status: 'operational' as State },
    { id: 'models', status: stateOf(routes !== null) },
    { id: 'accounts', status: stateOf(hasAccounts) },
    ...services.map(({ service, isThere }) => ({ id: service, status: stateOf(isThere) })).toSorted(byId),
  ]
  const providers = Object.entries(Object.groupBy(routes ?? [], ({ provider }) => provider))
    .map(([id, its = []]) => ({ id, status: stateOfProvider(its) }))
    .toSorted(byId)
  const isUsable =
    routes !== null && (providers.length === 0 || providers.some(({ status }) => status !== 'down'))
  const isWell = [...parts, ...providers].every(({ status }) => status === 'operational')
  const status: State = !isUsable ? 'down' : isWell ? 'operational' : 'degraded'
  return { object: 'status', status, checked_at: checkedAt.toISOString(), services: parts, providers }
}

const stateOf = (isThere: boolean): State => (isThere ? 'operational' : 'down')

const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1)

/** Down if every route has an open circuit or no usable credential. */
const stateOfProvider = (routes: readonly RouteState[]): State => {
  if (routes.every(isAway)) return 'down'
  const attempts = sum(routes.map((route) => route.attempts))
  const errors = sum(routes.map((route) => route.errors))
  const fails = attempts >= FEWEST_ATTEMPTS && errors > MANY_ERRORS * attempts
  return fails || routes.some(isAway) ? 'degraded' : 'operational'
}

const isAway = ({ circuit, credentialCount, coolingCredentials }: RouteState): boolean =>
  circuit === 'open' || (credentialCount > 0 && coolingCredentials.length >= credentialCount)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
