import type { Provider } from '@gptget/providers'

/** The use of a credential: its provider, and the route that identifies rate limits of one model. */
export type Use = { key: string; provider: Provider }

/** A credential of a provider. `value` is null if the provider needs none; it never leaves this process. */
export type Credential = { position: number; value: string | null }

/** `model`: it may not be used for this model now. `account`: it does not work at its provider at all. */
export type CooldownScope = 'model' | 'account'

export type CoolingCredential = { position: number; forMs: number; reason: string }

/** The message to other routers: only the position of the credential, never the credential. */
export type CooldownUpdate = CoolingCredential & { scope: string; provider: string; of: number }

type Cooldown = { untilMs: number; count: number; reason: string }

const FIRST_COOLDOWN_MS = 1_000
const LONGEST_GUESS_MS = 60_000
const LONGEST_COOLDOWN_MS = 600_000
/** A problem that an operator must solve does not end within a minute. */
const ACCOUNT_COOLDOWN_MS = 600_000
const PRUNE_ABOVE = 1_000

const scopeOf = ({ key, provider }: Use, scope: CooldownScope): string =>
  scope === 'model' ? key : provider.id

/**
 * The credentials of each provider, used in turn, and which of them are paused. State is kept by value, so a corrected
 * key is usable at once.
 */
export class Credentials {
  readonly #now: () => number
  readonly #onCooldown: (updates: CooldownUpdate) => void
  readonly #uses = new Map<string, number>()
  readonly #cooldowns = new Map<string, Cooldown>()

  constructor(now: () => number, onCooldown: (updates: CooldownUpdate) => void = () => {}) {
    this.#now = now
    this.#onCooldown = onCooldown
  }

  get hasCooldowns(): boolean {
    return this.#cooldowns.size > 0
  }

  /** The next one in turn that is not paused; if all are, the one that is free first. */
  next(use: Use): Credential {
    const { id, credentials } = use.provider
    if (credentials.length < 2) return { position: 0, value: credentials[0] ?? null }
    const turn = this.#uses.get(id) ?? 0
    let best = turn % credentials.length
    let shortestMs = Number.POSITIVE_INFINITY
    for (let step = 0; step < credentials.length; step++) {
      const position = (turn + step) % credentials.length
      const cooldownMs = this.#cooldownMs(use, credentials[position]!)
      if (cooldownMs >= shortestMs) continue
      best = position
      shortestMs = cooldownMs
      if (cooldownMs === 0) break
    }
    this.#uses.set(id, best + 1)
    return { position: best, value: credentials[best]! }
  }

  /** Pauses a credential for `forMs`, else for longer each time. */
  coolDown(
    use: Use,
    { position, value }: Credential,
    scope: CooldownScope,
    reason: string,
    forMs?: number,
  ): void {
    const nowMs = this.#now()
    const name = nameOf(scopeOf(use, scope), value)
    const before = this.#cooldowns.get(name)
    // Requests that started before its pause add no information.
    const count = before === undefined ? 1 : before.untilMs > nowMs ? before.count : before.count + 1
    const guessMs =
      scope === 'account'
        ? ACCOUNT_COOLDOWN_MS
        : Math.min(LONGEST_GUESS_MS, FIRST_COOLDOWN_MS * 2 ** (count - 1))
    const cooldownMs = Math.min(LONGEST_COOLDOWN_MS, forMs ?? guessMs)
    this.#set(name, { untilMs: nowMs + cooldownMs, count, reason })
    const { id, credentials } = use.provider
    const updates = { provider: id, scope: scopeOf(use, scope), of: credentials.length }
    this.#onCooldown({ ...updates, position, forMs: cooldownMs, reason })
  }

  worked(use: Use, { value }: Credential): void {
    if (this.#cooldowns.size === 0) return
    this.#cooldowns.delete(nameOf(use.key, value))
    this.#cooldowns.delete(nameOf(use.provider.id, value))
  }

  /** How long until one of them may be used; 0 if one may be now. */
  cooldownMs(use: Use): number {
    if (this.#cooldowns.size === 0) return 0
    const { credentials } = use.provider
    if (credentials.length === 0) return this.#cooldownMs(use, null)
    return Math.min(...credentials.map((value) => this.#cooldownMs(use, value)))
  }

  /** The paused ones, by position. */
  coolingDown(use: Use): CoolingCredential[] {
    const { credentials } = use.provider
    const values = credentials.length === 0 ? [null] : credentials
    return values.flatMap((value, position) => {
      const forMs = this.#cooldownMs(use, value)
      if (forMs === 0) return []
      const cooldown = this.#longest(use, value)!
      return [{ position, forMs, reason: cooldown.reason }]
    })
  }

  /** Every pause at these providers, for a router that does not know them. */
  updates(uses: Iterable<Use>): CooldownUpdate[] {
    const updates = new Map<string, CooldownUpdate>()
    for (const use of uses) {
      const { id, credentials } = use.provider
      for (const scope of [use.key, id]) {
        for (const [position, value] of (credentials.length === 0 ? [null] : credentials).entries()) {
          const cooldown = this.#cooldowns.get(nameOf(scope, value))
          const forMs = cooldown === undefined ? 0 : cooldown.untilMs - this.#now()
          if (forMs <= 0) continue
          updates.set(`${scope} ${position}`, {
            provider: id,
            scope,
            of: credentials.length,
            position,
            forMs,
            reason: cooldown!.reason,
          })
        }
      }
    }
    return [...updates.values()]
  }

  /** Another router's report. Credentials with different values here are ignored. */
  merge(provider: Provider, { scope, position, of, forMs, reason }: CooldownUpdate): void {
    if (provider.credentials.length !== of) return
    const name = nameOf(scope, provider.credentials[position] ?? null)
    const untilMs = this.#now() + Math.min(LONGEST_COOLDOWN_MS, forMs)
    const before = this.#cooldowns.get(name)
    if (before && before.untilMs >= untilMs) return
    this.#set(name, { untilMs, count: (before?.count ?? 0) + 1, reason })
  }

  #set(name: string, cooldown: Cooldown): void {
    if (this.#cooldowns.size >= PRUNE_ABOVE) {
      for (const [old, { untilMs }] of this.#cooldowns)
        if (untilMs <= this.#now()) this.#cooldowns.delete(old)
    }
    this.#cooldowns.set(name, cooldown)
  }

  #longest(use: Use, value: string | null): Cooldown | undefined {
    const ofModel = this.#cooldowns.get(nameOf(use.key, value))
    const ofAccount = this.#cooldowns.get(nameOf(use.provider.id, value))
    if (ofModel === undefined || ofAccount === undefined) return ofModel ?? ofAccount
    return ofModel.untilMs > ofAccount.untilMs ? ofModel : ofAccount
  }

  #cooldownMs(use: Use, value: string | null): number {
    if (this.#cooldowns.size === 0) return 0
    return Math.max(0, (this.#longest(use, value)?.untilMs ?? 0) - this.#now())
  }
}

const nameOf = (scope: string, value: string | null): string => `${scope}\n${value ?? ''}`
