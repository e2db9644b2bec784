import type { RouteState } from '@gptget/contracts'
import type { RouteHealth } from './route-health.ts'
import { medianTtftMs, throughputOf } from './window.ts'

/** The last minutes of a route. */
export type Measured = Pick<RouteState, 'circuit' | 'attempts' | 'errors' | 'ttftP50Ms' | 'tokensPerSecond'>

/** What is known of a route, by its key. */
export const measure = (health: RouteHealth, key: string): Measured => {
  const observed = health.observed(key)
  return {
    circuit: health.state(key),
    attempts: observed.attempts,
    errors: observed.errors,
    ttftP50Ms: medianTtftMs(observed),
    tokensPerSecond: throughputOf(observed),
  }
}
