import type { Route } from '../catalog/catalog.ts'

type Health = { failures: number; restUntilMs: number }

const FAILURES_BEFORE_REST = 3
const FIRST_REST_MS = 2_000
const LONGEST_REST_MS = 60_000

const keyOf = ({ provider, upstreamModel }: Route): string => `${provider.id}/${upstreamModel}`

/** Which routes should be left alone for a while, from what happened to the requests they were given. */
export class RouteHealth {
  readonly #now: () => number
  readonly #health = new Map<string, Health>()

  constructor(now: () => number) {
    this.#now = now
  }

  succeeded(route: Route): void {
    this.#health.delete(keyOf(route))
  }

  /** `retryAfterMs`: how long the provider itself asked to be left alone. */
  failed(route: Route, retryAfterMs: number | undefined): void {
    const health = this.#health.get(keyOf(route)) ?? { failures: 0, restUntilMs: 0 }
    health.failures += 1
    const over = health.failures - FAILURES_BEFORE_REST
    const restMs = over < 0 ? 0 : Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** over)
    health.restUntilMs = this.#now() + Math.min(LONGEST_REST_MS, Math.max(restMs, retryAfterMs ?? 0))
    this.#health.set(keyOf(route), health)
  }

  /** How much longer a route rests, in milliseconds; 0 when it may be tried. */
  restMs(route: Route): number {
    return Math.max(0, (this.#health.get(keyOf(route))?.restUntilMs ?? 0) - this.#now())
  }
}
