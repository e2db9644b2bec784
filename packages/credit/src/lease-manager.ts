import type { Bus } from '@gptget/bus'
import type { LeaseRefusal } from '@gptget/contracts'
import { leasesRecalled, renewLeases, returnLease, takeLease } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import { LeaseExtender, UNTOLD } from './lease-extender.ts'
import { CreditScopes, leasesOf } from './credit-scopes.ts'
import type { CreditScope } from './credit-scopes.ts'
import { Lease, LeaseHold } from './lease.ts'
import type { Hold } from './lease.ts'
import type { CreditScopeId } from './credit-scope.ts'
import { creditRefusal, isInFlight } from './refusal.ts'

/** Billing's own default: a lease that is not renewed for this long is taken back. */
const LEASE_LIFETIME_MS = 60_000
/** How long running requests, and other processes, may take to return what is needed here: about 2 s in total. */
const RECALL_WAITS_MS = [30, 60, 120, 240, 500, 1_000]
/** Requests behind a refused one that need as much are refused with it. */
const REFUSAL_STANDS_MS = 250
/** A lease granted in a lost answer returns when it expires. */
const ASK_AGAIN = { timeoutMs: 1_500, attempts: 3 }
const SMALL_SHARE = 16n
const FREE: Hold = { leaseId: null, amountNanoUsd: 0n, isSettled: false, settle: () => {} }

/**
 * The credit leases of this process. A request reserves its highest cost from memory; billing and Postgres are called
 * only when a lease runs low, in advance if possible.
 */
export class LeaseManager {
  readonly #bus: Bus
  readonly #now: () => number
  readonly #logger: Logger
  readonly #idleMs: number
  readonly #extender: LeaseExtender
  readonly #scopes = new CreditScopes()
  readonly #timer: NodeJS.Timeout

  /** @param leaseLifetimeMs billing's: leases are renewed several times in it, and returned if unused for most of it */
  constructor(bus: Bus, now: () => number, logger: Logger, leaseLifetimeMs = LEASE_LIFETIME_MS) {
    this.#bus = bus
    this.#now = now
    this.#logger = logger
    this.#idleMs = leaseLifetimeMs * 0.75
    this.#extender = new LeaseExtender(bus, now, logger)
    this.#timer = setInterval(() => {
      this.#renew().catch((error: unknown) => logger.warn({ err: error }, 'leases could not be renewed'))
    }, leaseLifetimeMs / 4).unref()
    bus.on(leasesRecalled, ({ accountId, exceptHolder }) => {
      if (exceptHolder !== bus.instanceId) this.#giveBackAll(accountId)
    })
  }

  /** Reserves credit. @throws PublicError 402 if there is not enough, 503 if it cannot be checked. */
  reserve(id: CreditScopeId, amountNanoUsd: bigint): Promise<Hold> | Hold {
    if (amountNanoUsd === 0n) return FREE
    const scope = this.#scopes.of(id)
    const hold = this.#hold(scope, amountNanoUsd)
    if (hold) {
      if (scope.lease?.isLow && !scope.isRefilling) this.#refillAhead(scope, amountNanoUsd)
      return hold
    }
    return this.#inLine(scope, () => this.#reserveFirst(scope, amountNanoUsd))
  }

  /**
   * Reserves more credit for a running request: from memory, else from billing, for the same lease, which its charge
   * will name. Resolves false if there is none, after recalling the idle credit of others.
   */
  async grow(hold: Hold, amountNanoUsd: bigint): Promise<boolean> {
    if (amountNanoUsd <= 0n) return true
    if (!(hold instanceof LeaseHold)) return false
    const { lease } = hold
    const scope = this.#scopes.of(lease.scope)
    for (const waitMs of [...RECALL_WAITS_MS, null]) {
      if (hold.isSettled) return false
      if (lease.addTo(hold, amountNanoUsd, this.#now())) {
        if (scope.lease === lease && lease.isLow && !scope.isRefilling)
          this.#refillAhead(scope, amountNanoUsd)
        return true
      }
      if (this.#isRefusedNow(scope, amountNanoUsd)) return false
      const refusal = await this.#extender.extend(hold, amountNanoUsd)
      if (refusal === null && !hold.isSettled) return true
      if (refusal === null) {
        if (lease.isRetired) void this.#giveBack(scope, lease)
        return false
      }
      if (waitMs === null || !isInFlight(refusal, amountNanoUsd)) {
        if (refusal !== UNTOLD) this.#noteRefusal(scope, refusal, amountNanoUsd)
        return false
      }
      this.#recall(scope, refusal)
      await sleep(waitMs)
    }
    return false
  }

  /** Whether an amount is a small part of the available credit, so that others do not miss it. */
  isSmall(id: CreditScopeId, amountNanoUsd: bigint): boolean {
    const { lease } = this.#scopes.of(id)
    return lease !== null && !lease.isRetired && amountNanoUsd * SMALL_SHARE <= lease.remainingNanoUsd
  }

  /** Returns what is neither spent nor held. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    const returns: Promise<void>[] = []
    for (const scope of this.#scopes.all()) if (scope.lease) returns.push(this.#retire(scope, scope.lease))
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
    // The next in line continues, whether this one succeeded or not.
    scope.line = turn.catch(() => undefined)
    return turn
  }

  async #reserveFirst(scope: CreditScope, amountNanoUsd: bigint): Promise<Hold> {
    const hold = this.#hold(scope, amountNanoUsd)
    if (hold) return hold
    if (this.#isRefusedNow(scope, amountNanoUsd)) throw scope.refused!.error
    return this.#take(scope, amountNanoUsd)
  }

  /**
   * Prefetches credit for the next requests. They get the refusal themselves, if they need credit that does not exist.
   */
  #refillAhead(scope: CreditScope, amountNanoUsd: bigint): void {
    scope.isRefilling = true
    this.#inLine(scope, () => this.#askForLease(scope, amountNanoUsd))
      .catch((error: unknown) => this.#logger.debug({ err: error }, 'no lease ahead of need'))
      .finally(() => {
        scope.isRefilling = false
      })
  }

  async #take(scope: CreditScope, amountNanoUsd: bigint): Promise<Hold> {
    for (const waitMs of [...RECALL_WAITS_MS, null]) {
      let hold: Hold | null = null
      // Before anyone can recall what was granted.
      const refusal = await this.#askForLease(scope, amountNanoUsd, () => {
        hold = this.#hold(scope, amountNanoUsd)
      })
      if (refusal === null && hold !== null) return hold
      if (refusal === null) break
      if (waitMs === null || !isInFlight(refusal, amountNanoUsd))
        throw this.#noteRefusal(scope, refusal, amountNanoUsd)
      this.#recall(scope, refusal)
      await sleep(waitMs)
    }
    throw new Error(`a lease for ${amountNanoUsd} nano-USD was granted and does not hold them`)
  }

  #isRefusedNow({ refused }: CreditScope, amountNanoUsd: bigint): boolean {
    if (refused === null || refused.amountNanoUsd > amountNanoUsd) return false
    return this.#now() - refused.atMs < REFUSAL_STANDS_MS
  }

  #noteRefusal(scope: CreditScope, refusal: LeaseRefusal, amountNanoUsd: bigint): PublicError {
    const error = creditRefusal(refusal, amountNanoUsd)
    scope.refused = { error, amountNanoUsd, atMs: this.#now() }
    return error
  }

  /** Recalls idle credit of the account, here and elsewhere. */
  #recall(scope: CreditScope, refusal: LeaseRefusal): void {
    if (this.#scopes.heldElsewhere(scope, refusal) > 0n)
      this.#bus.emit(leasesRecalled, { accountId: scope.accountId, exceptHolder: this.#bus.instanceId })
    this.#giveBackAll(scope.accountId)
  }

  /** null: it was granted. */
  async #askForLease(
    scope: CreditScope,
    wantNanoUsd: bigint,
    onGranted: () => void = () => {},
  ): Promise<LeaseRefusal | null> {
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
    scope.lease = new Lease(answer.lease, scope, this.#now())
    scope.refused = null
    onGranted()
    if (previous) void this.#retire(scope, previous)
    return null
  }

  #giveBackAll(accountId: string): void {
    for (const scope of this.#scopes.all()) {
      if (scope.accountId === accountId && scope.lease) void this.#retire(scope, scope.lease)
    }
  }

  async #retire(scope: CreditScope, lease: Lease): Promise<void> {
    lease.isRetired = true
    if (scope.lease === lease) scope.lease = null
    scope.retired.add(lease)
    await this.#giveBack(scope, lease)
  }

  /** One return of a lease at a time: credit that becomes free meanwhile goes with the next. */
  #giveBack(scope: CreditScope, lease: Lease): Promise<void> {
    if (lease.returning !== null) return lease.returning
    if (lease.remainingNanoUsd <= 0n && lease.heldNanoUsd > 0n) return Promise.resolve()
    lease.returning = this.#return(scope, lease)
    return lease.returning
  }

  async #return(scope: CreditScope, lease: Lease): Promise<void> {
    let isFinal: boolean
    do {
      isFinal = lease.heldNanoUsd === 0n
      const amountNanoUsd = lease.withdraw()
      if (isFinal) scope.retired.delete(lease)
      try {
        await this.#bus.call(returnLease, { leaseId: lease.leaseId, amountNanoUsd, isFinal })
      } catch (error) {
        this.#logger.warn(
          { err: error, leaseId: lease.leaseId },
          'a lease was not returned; it comes back when it expires',
        )
      }
      // Its last hold may have been settled meanwhile, even if this return failed.
    } while (!isFinal && (lease.remainingNanoUsd > 0n || lease.heldNanoUsd === 0n))
    lease.returning = null
  }

  async #renew(): Promise<void> {
    const leaseIds: string[] = []
    for (const scope of this.#scopes.all()) {
      const { lease } = scope
      if (lease && lease.heldNanoUsd === 0n && this.#now() - lease.lastUsedMs > this.#idleMs)
        await this.#retire(scope, lease)
      for (const open of leasesOf(scope)) leaseIds.push(open.leaseId)
    }
    if (leaseIds.length === 0) return
    const { goneLeaseIds } = await this.#bus.call(renewLeases, { holder: this.#bus.instanceId, leaseIds })
    const gone = new Set(goneLeaseIds)
    for (const scope of this.#scopes.all()) {
      for (const lease of scope.retired) if (gone.has(lease.leaseId)) scope.retired.delete(lease)
      if (scope.lease && gone.has(scope.lease.leaseId)) scope.lease = null
    }
  }
}
