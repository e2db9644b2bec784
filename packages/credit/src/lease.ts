import type { LeaseRecord } from '@gptget/contracts'
import type { CreditScopeId } from './credit-scope.ts'

/** Credit reserved for one request. */
export type Hold = {
  /** null: the request is free and needs none. */
  readonly leaseId: string | null
  readonly amountNanoUsd: bigint
  readonly isSettled: boolean
  /** Settles the actual cost; the rest can be spent again. Only the first call counts. */
  settle(costNanoUsd: bigint): void
}

/** Credit that billing lent to this process, spent from memory. */
export class Lease {
  readonly leaseId: string
  readonly scope: CreditScopeId
  readonly grantedNanoUsd: bigint
  remainingNanoUsd: bigint
  heldNanoUsd = 0n
  returnedNanoUsd = 0n
  lastUsedMs: number
  /** Another lease replaced it, or we are stopping: released credit is returned. */
  isRetired = false
  /** While part of it is being returned. */
  returning: Promise<void> | null = null

  constructor(record: LeaseRecord, scope: CreditScopeId, nowMs: number) {
    this.leaseId = record.leaseId
    this.scope = scope
    this.grantedNanoUsd = record.grantedNanoUsd
    this.remainingNanoUsd = record.grantedNanoUsd
    this.lastUsedMs = nowMs
  }

  /** Less than a quarter is left: the next one should be requested. */
  get isLow(): boolean {
    return this.remainingNanoUsd * 4n < this.grantedNanoUsd
  }

  hold(amountNanoUsd: bigint, nowMs: number, onSettled: () => void): LeaseHold | null {
    const hold = new LeaseHold(this, onSettled)
    return this.addTo(hold, amountNanoUsd, nowMs) ? hold : null
  }

  /** Reserves more for a request, if it is available here. */
  addTo(hold: LeaseHold, amountNanoUsd: bigint, nowMs: number): boolean {
    if (this.isRetired || this.remainingNanoUsd < amountNanoUsd) return false
    this.lastUsedMs = nowMs
    this.remainingNanoUsd -= amountNanoUsd
    this.heldNanoUsd += amountNanoUsd
    hold.amountNanoUsd += amountNanoUsd
    return true
  }

  /** Billing lent more for a request that is running, or has just ended. */
  extendFor(hold: LeaseHold, amountNanoUsd: bigint): void {
    if (hold.isSettled) this.remainingNanoUsd += amountNanoUsd
    else {
      this.heldNanoUsd += amountNanoUsd
      hold.amountNanoUsd += amountNanoUsd
    }
  }

  /** Takes out what is neither spent nor held, to return it. */
  withdraw(): bigint {
    const amount = this.remainingNanoUsd > 0n ? this.remainingNanoUsd : 0n
    this.remainingNanoUsd -= amount
    this.returnedNanoUsd += amount
    return amount
  }
}

/** A hold on a lease. It may grow while its request runs. */
export class LeaseHold implements Hold {
  readonly lease: Lease
  readonly #onSettled: () => void
  amountNanoUsd = 0n
  isSettled = false

  constructor(lease: Lease, onSettled: () => void) {
    this.lease = lease
    this.#onSettled = onSettled
  }

  get leaseId(): string {
    return this.lease.leaseId
  }

  settle(costNanoUsd: bigint): void {
    if (this.isSettled) return
    this.isSettled = true
    this.lease.heldNanoUsd -= this.amountNanoUsd
    this.lease.remainingNanoUsd += this.amountNanoUsd - costNanoUsd
    this.#onSettled()
  }
}
