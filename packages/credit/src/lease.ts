import type { LeaseRecord } from '@gptget/contracts'

/** Credit set aside for one request. */
export type Hold = {
  /** null: the request is free and needs none. */
  leaseId: string | null
  amountNanoUsd: bigint
  /** Says what the request cost; what was set aside beyond it can be spent again. Only the first call counts. */
  settle(costNanoUsd: bigint): void
}

/** Credit that billing lent this process, spent from memory. */
export class Lease {
  readonly leaseId: string
  readonly grantedNanoUsd: bigint
  remainingNanoUsd: bigint
  heldNanoUsd = 0n
  returnedNanoUsd = 0n
  lastUsedMs: number
  /** Another lease took its place, or we are stopping: what comes back is given back. */
  isRetired = false

  constructor(record: LeaseRecord, nowMs: number) {
    this.leaseId = record.leaseId
    this.grantedNanoUsd = record.grantedNanoUsd
    this.remainingNanoUsd = record.grantedNanoUsd
    this.lastUsedMs = nowMs
  }

  /** Less than a quarter is left: the next one should be on its way. */
  get isLow(): boolean {
    return this.remainingNanoUsd * 4n < this.grantedNanoUsd
  }

  hold(amountNanoUsd: bigint, nowMs: number, onSettled: () => void): Hold | null {
    if (this.isRetired || this.remainingNanoUsd < amountNanoUsd) return null
    this.remainingNanoUsd -= amountNanoUsd
    this.heldNanoUsd += amountNanoUsd
    this.lastUsedMs = nowMs
    let isSettled = false
    return {
      leaseId: this.leaseId,
      amountNanoUsd,
      settle: (costNanoUsd) => {
        if (isSettled) return
        isSettled = true
        this.heldNanoUsd -= amountNanoUsd
        this.remainingNanoUsd += amountNanoUsd - costNanoUsd
        onSettled()
      },
    }
  }

  /** Takes out what is neither spent nor held, to be given back. */
  withdraw(): bigint {
    const amount = this.remainingNanoUsd > 0n ? this.remainingNanoUsd : 0n
    this.remainingNanoUsd -= amount
    this.returnedNanoUsd += amount
    return amount
  }
}
