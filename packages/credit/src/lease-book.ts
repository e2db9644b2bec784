import type { Bus, LeaseRefusal } from '@gptget/bus'
import { leasesRecalled, renewLeases, returnLease, takeLease } from '@gptget/bus'
import { PublicError } from '@gptget/protocol'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import { Lease } from './lease.ts'
import type { Hold } from './lease.ts'
import type { PurseId } from './purse.ts'
import { creditRefusal } from './refusal.ts'

type Purse = PurseId & {
  lease: Lease | null
  retired: Set<Lease>
  /** Those who found too little in memory wait in line; the first asks billing. */
  line: Promise<unknown>
  isRefilling: boolean
  refused: { error: PublicError; amountNanoUsd: bigint; atMs: number } | null
}

/** As long as billing's own default: a lease whose holder says nothing for this long is taken back. */
const LEASE_LIFETIME_MS = 60_000
/** How long other edges get to give back what is needed here. */
const RECALL_WAITS_MS = [30, 60, 120, 240]
/** Those behind a refused request that need as much are refused with it. */
const REFUSAL_STANDS_MS = 250
/** A lease granted to an answer that got lost comes back when it expires. */
const ASK_AGAIN = { timeoutMs: 1_500, attempts: 3 }
const FREE: Hold = { leaseId: null, amountNanoUsd: 0n, settle: () => {} }

/**
 * The credit leases of this process. A request reserves its largest cost from memory; billing and Postgres are
 * asked only when a lease runs low, ahead of need where the pace allows.
 */
export class LeaseBook {
  readonly #bus: Bus
  readonly #now: () => number
  readonly #logger: Logger
  readonly #idleMs: number
  readonly #purses = new Map<string, Purse>()
  readonly #timer: NodeJS.Timeout

  /** @param leaseLifetimeMs billing's: leases are renewed several times in it, and given back when unused for most of it */
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

  /** Sets credit aside. @throws PublicError 402 when there is not enough, 503 when nobody can tell. */
  reserve(id: PurseId, amountNanoUsd: bigint): Promise<Hold> | Hold {
    if (amountNanoUsd === 0n) return FREE
    const purse = this.#purse(id)
    const hold = this.#hold(purse, amountNanoUsd)
    if (hold) {
      if (purse.lease?.isLow && !purse.isRefilling) this.#refillAhead(purse, amountNanoUsd)
      return hold
    }
    return this.#inLine(purse, () => this.#reserveFirst(purse, amountNanoUsd))
  }

  /** Gives back what is neither spent nor held. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    const returns: Promise<void>[] = []
    for (const purse of this.#purses.values()) if (purse.lease) returns.push(this.#retire(purse, purse.lease))
    await Promise.all(returns)
  }

  #hold(purse: Purse, amountNanoUsd: bigint): Hold | null {
    const { lease } = purse
    if (!lease) return null
    return lease.hold(amountNanoUsd, this.#now(), () => {
      if (lease.isRetired) void this.#giveBack(purse, lease)
    })
  }

  #inLine<T>(purse: Purse, work: () => Promise<T>): Promise<T> {
    const turn = purse.line.then(work)
    // Whoever is next in line goes on whatever became of this one.
    purse.line = turn.catch(() => undefined)
    return turn
  }

  async #reserveFirst(purse: Purse, amountNanoUsd: bigint): Promise<Hold> {
    const hold = this.#hold(purse, amountNanoUsd)
    if (hold) return hold
    const { refused } = purse
    if (refused && refused.amountNanoUsd <= amountNanoUsd && this.#now() - refused.atMs < REFUSAL_STANDS_MS)
      throw refused.error
    await this.#take(purse, amountNanoUsd)
    const granted = this.#hold(purse, amountNanoUsd)
    if (granted) return granted
    throw new Error(`a lease for ${amountNanoUsd} nano-USD was granted and does not hold them`)
  }

  /** Keeps the next requests from waiting. A refusal is theirs to hear, should they need what is not there. */
  #refillAhead(purse: Purse, amountNanoUsd: bigint): void {
    purse.isRefilling = true
    this.#inLine(purse, () => this.#askForLease(purse, amountNanoUsd))
      .catch((error: unknown) => this.#logger.debug({ err: error }, 'no lease ahead of need'))
      .finally(() => {
        purse.isRefilling = false
      })
  }

  async #take(purse: Purse, amountNanoUsd: bigint): Promise<void> {
    for (const waitMs of [...RECALL_WAITS_MS, null]) {
      const refusal = await this.#askForLease(purse, amountNanoUsd)
      if (refusal === null) return
      const error = creditRefusal(refusal, amountNanoUsd)
      const isWorthWaiting = refusal.availableNanoUsd + this.#heldElsewhere(purse, refusal) >= amountNanoUsd
      if (waitMs === null || !isWorthWaiting) {
        purse.refused = { error, amountNanoUsd, atMs: this.#now() }
        throw error
      }
      this.#bus.emit(leasesRecalled, { accountId: purse.accountId, exceptHolder: this.#bus.instanceId })
      this.#giveBackAll(purse.accountId)
      await sleep(waitMs)
    }
  }

  /** null: it was granted. */
  async #askForLease(purse: Purse, wantNanoUsd: bigint): Promise<LeaseRefusal | null> {
    const { accountId, keyId } = purse
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
    const previous = purse.lease
    purse.lease = new Lease(answer.lease, this.#now())
    purse.refused = null
    if (previous) void this.#retire(purse, previous)
    return null
  }

  /** What is lent of a limit to other processes, and may come back when recalled. */
  #heldElsewhere({ accountId, keyId }: Purse, { source, leasedNanoUsd }: LeaseRefusal): bigint {
    const isOfKey = source.startsWith('key_')
    let own = 0n
    for (const purse of this.#purses.values()) {
      if (purse.accountId !== accountId || (isOfKey && purse.keyId !== keyId)) continue
      for (const lease of leasesOf(purse)) own += lease.heldNanoUsd
    }
    return leasedNanoUsd > own ? leasedNanoUsd - own : 0n
  }

  #giveBackAll(accountId: string): void {
    for (const purse of this.#purses.values()) {
      if (purse.accountId === accountId && purse.lease) void this.#retire(purse, purse.lease)
    }
  }

  async #retire(purse: Purse, lease: Lease): Promise<void> {
    lease.isRetired = true
    if (purse.lease === lease) purse.lease = null
    purse.retired.add(lease)
    await this.#giveBack(purse, lease)
  }

  async #giveBack(purse: Purse, lease: Lease): Promise<void> {
    const isFinal = lease.heldNanoUsd === 0n
    const amountNanoUsd = lease.withdraw()
    if (isFinal) purse.retired.delete(lease)
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
    for (const purse of this.#purses.values()) {
      const { lease } = purse
      if (lease && lease.heldNanoUsd === 0n && this.#now() - lease.lastUsedMs > this.#idleMs)
        await this.#retire(purse, lease)
      for (const open of leasesOf(purse)) leaseIds.push(open.leaseId)
    }
    if (leaseIds.length === 0) return
    const { goneLeaseIds } = await this.#bus.call(renewLeases, { holder: this.#bus.instanceId, leaseIds })
    const gone = new Set(goneLeaseIds)
    for (const purse of this.#purses.values()) {
      for (const lease of purse.retired) if (gone.has(lease.leaseId)) purse.retired.delete(lease)
      if (purse.lease && gone.has(purse.lease.leaseId)) purse.lease = null
    }
  }

  #purse({ accountId, keyId }: PurseId): Purse {
    const id = keyId === null ? accountId : `${accountId}/${keyId}`
    const known = this.#purses.get(id)
    if (known) return known
    const purse: Purse = {
      accountId,
      keyId,
      lease: null,
      retired: new Set(),
      line: Promise.resolve(),
      isRefilling: false,
      refused: null,
    }
    this.#purses.set(id, purse)
    return purse
  }
}

const leasesOf = (purse: Purse): Lease[] =>
  purse.lease ? [purse.lease, ...purse.retired] : [...purse.retired]
