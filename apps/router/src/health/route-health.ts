import type { CircuitUpdate, CircuitState } from './circuit.ts'
import { Circuit } from './circuit.ts'
import { addObserved, nothingObserved, Window } from './window.ts'
import type { Observed } from './window.ts'

type Health = { window: Window; circuit: Circuit }

/** What an answer showed about a route; null if nothing. */
export type Answered = { ttftMs: number | null; tokens: number; tokensMs: number }

type Remote = { atMs: number; routes: ReadonlyMap<string, Observed> }

/** The number of latest requests that open a route when most of them failed. */
const ENOUGH_ATTEMPTS = 10
const LATEST_MS = 30_000
/** A router that is silent for this long is gone, and its measurements with it. */
const REMOTE_TTL_MS = 30_000

/**
 * The health of routes, by their keys: from the requests of this router and reports of the others. A circuit that opens
 * or closes is reported to `onCircuit`.
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

  /** A request is about to use a route. False: another one is already probing it, and one is enough. */
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

  /** `cooldownMs`: the pause that the provider requested. */
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

  /** A failure of the credential and not of the route. */
  refused(key: string): void {
    const { window, circuit } = this.#of(key)
    window.attempt(this.#now(), true)
    circuit.abandoned()
  }

  /** The request ended without information about the route: its caller disconnected or made a mistake. */
  abandoned(key: string): void {
    this.#routes.get(key)?.circuit.abandoned()
  }

  state(key: string): CircuitState {
    return this.#routes.get(key)?.circuit.state(this.#now()) ?? 'closed'
  }

  /** How long a route stays paused, in milliseconds; 0 if it may be used. */
  cooldownMs(key: string): number {
    return this.#routes.get(key)?.circuit.cooldownMs(this.#now()) ?? 0
  }

  reason(key: string): string | null {
    return this.#routes.get(key)?.circuit.reason ?? null
  }

  /** Whether a request is probing this route now. */
  isProbed(key: string): boolean {
    const circuit = this.#routes.get(key)?.circuit
    return circuit !== undefined && circuit.isProbed && circuit.state(this.#now()) === 'half-open'
  }

  /** The measurements of a route in the last five minutes, by this router and the others. */
  observed(key: string): Observed {
    const nowMs = this.#now()
    const sum = this.#routes.get(key)?.window.observed(nowMs) ?? nothingObserved()
    for (const { atMs, routes } of this.#remotes.values()) {
      const seen = nowMs - atMs < REMOTE_TTL_MS ? routes.get(key) : undefined
      if (seen) addObserved(sum, seen)
    }
    return sum
  }

  /** The routes with any measurements, here or elsewhere. */
  keys(): Set<string> {
    const keys = new Set(this.#routes.keys())
    for (const { routes } of this.#remotes.values()) for (const key of routes.keys()) keys.add(key)
    return keys
  }

  /** The measurements of this router only. */
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

  /** Another router's measurements. */
  mergeObserved(routerId: string, routes: ReadonlyMap<string, Observed>): void {
    const nowMs = this.#now()
    this.#remotes.set(routerId, { atMs: nowMs, routes })
    for (const [id, { atMs }] of this.#remotes) if (nowMs - atMs >= REMOTE_TTL_MS) this.#remotes.delete(id)
  }

  /** Another router's report of a circuit. */
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
