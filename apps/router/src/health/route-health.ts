import type { CircuitUpdate, CircuitState } from './circuit.ts'
import { Circuit } from './circuit.ts'
import { addObserved, nothingObserved, Window } from './window.ts'
import type { Observed } from './window.ts'

type Health = { window: Window; circuit: Circuit }

/** What an answer showed of a route; null where it did not show it. */
export type Answered = { ttftMs: number | null; tokens: number; tokensMs: number }

type Remote = { atMs: number; routes: ReadonlyMap<string, Observed> }

/** How many of its latest requests open a route when most of them failed. */
const ENOUGH_ATTEMPTS = 10
const LATEST_MS = 30_000
/** A router that says nothing for so long is gone, and what it saw with it. */
const REMOTE_TTL_MS = 30_000

/**
 * How the routes are, by their keys: what came of the requests they were given here, and what other routers say. News
 * of a circuit that opens or closes is handed to `onCircuit`.
 */
export class RouteHealth {
  readonly #now: () => number
  readonly #onCircuit: (key: string, updates: CircuitUpdate) => void
  readonly #routes = new Map<string, Health>()
  readonly #remotes = new Map<string, Remote>()

  constructor(now: () => number, onCircuit: (key: string, updates: CircuitUpdate) => void = () => {}) {
    this.#now = now
    this.#onCircuit = onCircuit
  }

  /** A request is about to be given to a route. False: one is trying whether it is well again, and one is enough. */
  begin(key: string): boolean {
    return this.#routes.get(key)?.circuit.begin(this.#now()) ?? true
  }

  answered(key: string, { ttftMs, tokens, tokensMs }: Answered): void {
    const nowMs = this.#now()
    const { window, circuit } = this.#of(key)
    window.attempt(nowMs, false)
    if (ttftMs !== null) window.firstToken(nowMs, ttftMs)
    if (tokens > 0 && tokensMs > 0) window.tokens(nowMs, tokens, tokensMs)
    if (circuit.succeeded()) this.#onCircuit(key, circuit.updates(nowMs))
  }

  /** `cooldownMs`: how long the provider asked to be left alone. */
  failed(key: string, reason: string, cooldownMs?: number): void {
    const nowMs = this.#now()
    const { window, circuit } = this.#of(key)
    window.attempt(nowMs, true)
    const isMostlyFailing = (): boolean => {
      const { attempts, errors } = window.observed(nowMs, LATEST_MS)
      return attempts >= ENOUGH_ATTEMPTS && errors * 2 > attempts
    }
    if (circuit.failed(nowMs, reason, cooldownMs, isMostlyFailing))
      this.#onCircuit(key, circuit.updates(nowMs))
  }

  /** A failure that is not the route's but its credential's. */
  refused(key: string): void {
    const { window, circuit } = this.#of(key)
    window.attempt(this.#now(), true)
    circuit.abandoned()
  }

  /** The request ended without saying anything of the route: its caller left, or was at fault. */
  abandoned(key: string): void {
    this.#routes.get(key)?.circuit.abandoned()
  }

  state(key: string): CircuitState {
    return this.#routes.get(key)?.circuit.state(this.#now()) ?? 'closed'
  }

  /** How much longer a route is left alone, in milliseconds; 0 when it may be asked. */
  cooldownMs(key: string): number {
    return this.#routes.get(key)?.circuit.cooldownMs(this.#now()) ?? 0
  }

  reason(key: string): string | null {
    return this.#routes.get(key)?.circuit.reason ?? null
  }

  /** Whether a request is trying a route that was unwell just now. */
  isProbed(key: string): boolean {
    const circuit = this.#routes.get(key)?.circuit
    return circuit !== undefined && circuit.isProbed && circuit.state(this.#now()) === 'half-open'
  }

  /** What this router and the others saw of a route in the last five minutes. */
  observed(key: string): Observed {
    const nowMs = this.#now()
    const sum = this.#routes.get(key)?.window.observed(nowMs) ?? nothingObserved()
    for (const { atMs, routes } of this.#remotes.values()) {
      const seen = nowMs - atMs < REMOTE_TTL_MS ? routes.get(key) : undefined
      if (seen) addObserved(sum, seen)
    }
    return sum
  }

  /** The routes that anything is known of, here or elsewhere. */
  keys(): Set<string> {
    const keys = new Set(this.#routes.keys())
    for (const { routes } of this.#remotes.values()) for (const key of routes.keys()) keys.add(key)
    return keys
  }

  /** What this router alone saw, of the routes it saw anything of. */
  own(): Map<string, Observed> {
    const nowMs = this.#now()
    const seen = new Map<string, Observed>()
    for (const [key, { window }] of this.#routes) {
      const observed = window.observed(nowMs)
      if (observed.attempts > 0) seen.set(key, observed)
    }
    return seen
  }

  /** The circuits that are not closed. */
  open(): Map<string, CircuitUpdate> {
    const nowMs = this.#now()
    const open = new Map<string, CircuitUpdate>()
    for (const [key, { circuit }] of this.#routes) {
      if (circuit.state(nowMs) !== 'closed') open.set(key, circuit.updates(nowMs))
    }
    return open
  }

  /** Another router's word on what it saw. */
  mergeObserved(routerId: string, routes: ReadonlyMap<string, Observed>): void {
    const nowMs = this.#now()
    this.#remotes.set(routerId, { atMs: nowMs, routes })
    for (const [id, { atMs }] of this.#remotes) if (nowMs - atMs >= REMOTE_TTL_MS) this.#remotes.delete(id)
  }

  /** Another router's word on a circuit. */
  mergeCircuit(key: string, updates: CircuitUpdate): void {
    this.#of(key).circuit.merge(this.#now(), updates)
  }

  #of(key: string): Health {
    const known = this.#routes.get(key)
    if (known) return known
    const health = { window: new Window(), circuit: new Circuit() }
    this.#routes.set(key, health)
    return health
  }
}
