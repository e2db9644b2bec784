import type { Bus } from '@gptget/bus'
import type { LeaseRefusal } from '@gptget/contracts'
import { leasesRecalled, renewLeases, returnLease, takeLease } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import { Lease } from './lease.ts'
import type { Hold } from './lease.ts'
import type { CreditScopeId } from './credit-scope.ts'
import { creditRefusal, isInFlight } from './refusal.ts'

type CreditScope = CreditScopeId & {
  lease: Lease | null
  retired: Set<Lease>
  /** Those who found too little in memory wait in line; the first asks billing. */
  line: Promise<unknown>
  isRefilling: boolean
  refused: { error: PublicError; amountNanoUsd: bigint; atMs: number } | null
}

/** As long as billing's own default: a lease whose holder says nothing for this long is taken back. */
const LEASE_LIFETIME_MS = 60_000
/** How long requests in flight, and other processes, get to give back what is needed here: about 2 s in all. */
const RECALL_WAITS_MS = [30, 60, 120, 240, 500, 1_000]
/** Those behind a refused request that need as much are refused with it. */
const REFUSAL_STANDS_MS = 250
/** A lease granted to an answer that got lost comes back when it expires. */
const ASK_AGAIN = { timeoutMs: 1_500, attempts: 3 }
const FREE: Hold = { leaseId: null, amountNanoUsd: 0n, settle: () => {} }

/**
 * The credit leases of this process. A request reserves its largest cost from memory; billing and Postgres are
 * asked only when a lease runs low, ahead of need where the pace allows.
 */
export class LeaseManager {
  readonly #bus: Bus
  readonly #now: () => number
  readonly #logger: Logger
  readonly #idleMs: number
  readonly #scopes = new Map<string, CreditScope>()
  readonly #timer: NodeJS.Timeout

  /**
   * @param leaseLifetimeMs billing's: leases are renewed several times in it, and given back when unused for most of it
   */
  constructor(bus: Bus, now: () => number, logger: Logger, leaseLifetimeMs = LEASE_LIFETIME_MS) {
    this.#bus = bus
    this.#now = now
    this.#logger = logger
    this.#idleMs = leaseLifetimeMs * 0.75
    this.#timer = setInterval(() => {
      this.#renew().catch((error: unknown) => logger.warn({ err: error }, 'leases could not be renewed'))
    }, leaseLifetimeMs / 4).unref()
    bus.on(leasesRecalled, ({ accountId, exceptHolder }) => {
      if (exceptHolder !== bus.instanceId) this.#giveBackAll(accountId)
    })
  }

  /** Sets credit aside. @throws PublicError 402 when there is not enough, 503 when it cannot be checked. */
  reserve(id: CreditScopeId, amountNanoUsd: bigint): Promise<Hold> | Hold {
    if (amountNanoUsd === 0n) return FREE
    const scope = this.#scope(id)
    const hold = this.#hold(scope, amountNanoUsd)
    if (hold) {
      if (scope.lease?.isLow && !scope.isRefilling) this.#refillAhead(scope, amountNanoUsd)
      return hold
    }
    return this.#inLine(scope, () => this.#reserveFirst(scope, amountNanoUsd))
  }

  /** Gives back what is neither spent nor held. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    const returns: Promise<void>[] = []
    for (const scope of this.#scopes.values()) if (scope.lease) returns.push(this.#retire(scope, scope.lease))
    await Promise.all(returns)
  }

  #hold(scope: CreditScope, amountNanoUsd: bigint): Hold | null {
    const { lease } = scope
    if (!lease) return null
    return lease.hold(amountNanoUsd, this.#now(), () => {
      if (lease.isRetired) void this.#giveBack(scope, lease)
    })
  }

  #inLine<T>(scope: CreditScope, work: () => Promise<T>): Promise<T> {
    const turn = scope.line.then(work)
    // The next in line goes on, whether this one succeeded or not.
    scope.line = turn.catch(() => undefined)
    return turn
  }

  async #reserveFirst(scope: CreditScope, amountNanoUsd: bigint): Promise<Hold> {
    const hold = this.#hold(scope, amountNanoUsd)
    if (hold) return hold
    const { refused } = scope
    if (refused && refused.amountNanoUsd <= amountNanoUsd && this.#now() - refused.atMs < REFUSAL_STANDS_MS)
      throw refused.error
    await this.#take(scope, amountNanoUsd)
    const granted = this.#hold(scope, amountNanoUsd)
    if (granted) return granted
    throw new Error(`a lease for ${amountNanoUsd} nano-USD was granted and does not hold them`)
  }

  /** Keeps the next requests from waiting. A refusal is theirs to hear, should they need what is not there. */
  #refillAhead(scope: CreditScope, amountNanoUsd: bigint): void {
    scope.isRefilling = true
    this.#inLine(scope, () => this.#askForLease(scope, amountNanoUsd))
      .catch((error: unknown) => this.#logger.debug({ err: error }, 'no lease ahead of need'))
      .finally(() => {
        scope.isRefilling = false
      })
  }

  async #take(scope: CreditScope, amountNanoUsd: bigint): Promise<void> {
    for (const waitMs of [...RECALL_WAITS_MS, null]) {
      const refusal = await this.#askForLease(scope, amountNanoUsd)
      if (refusal === null) return
      const error = creditRefusal(refusal, amountNanoUsd)
      if (waitMs === null || !isInFlight(refusal, amountNanoUsd)) {
        scope.refused = { error, amountNanoUsd, atMs: this.#now() }
        throw error
      }
      if (this.#heldElsewhere(scope, refusal) > 0n)
        this.#bus.emit(leasesRecalled, { accountId: scope.accountId, exceptHolder: this.#bus.instanceId })
      this.#giveBackAll(scope.accountId)
      await sleep(waitMs)
    }
  }

  /** null: it was granted. */
  async #askForLease(scope: CreditScope, wantNanoUsd: bigint): Promise<LeaseRefusal | null> {
    const { accountId, keyId } = scope
    const answer = await this.#bus
      .call(takeLease, { accountId, keyId, holder: this.#bus.instanceId, wantNanoUsd }, ASK_AGAIN)
      .catch((error: unknown) => {
        throw new PublicError(
          'service_unavailable',
          'Credit cannot be reserved right now. Try again.',
          { retryAfterMs: 1_000 },
          error,
        )
      })
    if (!answer.lease) return answer.refusal
    const previous = scope.lease
    scope.lease = new Lease(answer.lease, this.#now())
    scope.refused = null
    if (previous) void this.#retire(scope, previous)
    return null
  }

  /** What is lent of a limit to other processes, and may come back when recalled. */
  #heldElsewhere({ accountId, keyId }: CreditScope, { source, leasedNanoUsd }: LeaseRefusal): bigint {
    const isOfKey = source.startsWith('key_')
    let own = 0n
    for (const scope of this.#scopes.values()) {
      if (scope.accountId !== accountId || (isOfKey && scope.keyId !== keyId)) continue
      for (const lease of leasesOf(scope)) own += lease.heldNanoUsd
    }
    return leasedNanoUsd > own ? leasedNanoUsd - own : 0n
  }

  #giveBackAll(accountId: string): void {
    for (const scope of this.#scopes.values()) {
      if (scope.accountId === accountId && scope.lease) void this.#retire(scope, scope.lease)
    }
  }

  async #retire(scope: CreditScope, lease: Lease): Promise<void> {
    lease.isRetired = true
    if (scope.lease === lease) scope.lease = null
    scope.retired.add(lease)
    await this.#giveBack(scope, lease)
  }

  async #giveBack(scope: CreditScope, lease: Lease): Promise<void> {
    const isFinal = lease.heldNanoUsd === 0n
    const amountNanoUsd = lease.withdraw()
    if (isFinal) scope.retired.delete(lease)
    if (amountNanoUsd === 0n && !isFinal) return
    try {
      await this.#bus.call(returnLease, { leaseId: lease.leaseId, amountNanoUsd, isFinal })
    } catch (error) {
      this.#logger.warn(
        { err: error, leaseId: lease.leaseId },
        'a lease was not returned; it comes back when it expires',
      )
    }
  }

  async #renew(): Promise<void> {
    const leaseIds: string[] = []
    for (const scope of this.#scopes.values()) {
      const { lease } = scope
      if (lease && lease.heldNanoUsd === 0n && this.#now() - lease.lastUsedMs > this.#idleMs)
        await this.#retire(scope, lease)
      for (const open of leasesOf(scope)) leaseIds.push(open.leaseId)
    }
    if (leaseIds.length === 0) return
    const { goneLeaseIds } = await this.#bus.call(renewLeases, { holder: this.#bus.instanceId, leaseIds })
    const gone = new Set(goneLeaseIds)
    for (const scope of this.#scopes.values()) {
      for (const lease of scope.retired) if (gone.has(lease.leaseId)) scope.retired.delete(lease)
      if (scope.lease && gone.has(scope.lease.leaseId)) scope.lease = null
    }
  }

  #scope({ accountId, keyId }: CreditScopeId): CreditScope {
    const id = keyId === null ? accountId : `${accountId}/${keyId}`
    const known = this.#scopes.get(id)
    if (known) return known
    const scope: CreditScope = {
      accountId,
      keyId,
      lease: null,
      retired: new Set(),
      line: Promise.resolve(),
      isRefilling: false,
      refused: null,
    }
    this.#scopes.set(id, scope)
    return scope
  }
}

const leasesOf = (scope: CreditScope): Lease[] =>
  scope.lease ? [scope.lease, ...scope.retired] : [...scope.retired]
