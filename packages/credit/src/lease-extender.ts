import type { Bus } from '@gptget/bus'
import type { LeaseRefusal } from '@gptget/contracts'
import { extendLease } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lease, LeaseHold } from './lease.ts'

type Waiting = { hold: LeaseHold; amountNanoUsd: bigint; answer: (refusal: LeaseRefusal | null) => void }

/** How long running answers wait for billing before they are treated as having no credit. */
const PATIENCE_MS = 10_000
const ASK_AGAIN_MS = 250

/** Billing could not be called: treated as no credit, since it is unknown whether there is any. */
export const UNTOLD: LeaseRefusal = {
  source: 'credits',
  limitNanoUsd: null,
  availableNanoUsd: 0n,
  leasedNanoUsd: 0n,
  resetsAt: null,
}

/** Extends leases for growing holds: those that wait for one lease share a call to billing. */
export class LeaseExtender {
  readonly #bus: Bus
  readonly #now: () => number
  readonly #logger: Logger
  readonly #waiting = new Map<Lease, Waiting[]>()

  constructor(bus: Bus, now: () => number, logger: Logger) {
    this.#bus = bus
    this.#now = now
    this.#logger = logger
  }

  /** Resolves with null when a hold has this much more; for a settled one it stays with its lease. */
  extend(hold: LeaseHold, amountNanoUsd: bigint): Promise<LeaseRefusal | null> {
    return new Promise((answer) => {
      const line = this.#waiting.get(hold.lease)
      if (line !== undefined) return void line.push({ hold, amountNanoUsd, answer })
      this.#waiting.set(hold.lease, [{ hold, amountNanoUsd, answer }])
      void this.#serve(hold.lease)
    })
  }

  async #serve(lease: Lease): Promise<void> {
    for (;;) {
      // All requests in this turn of the event loop share a call.
      await new Promise(setImmediate)
      const batch = this.#waiting.get(lease) ?? []
      if (batch.length === 0) return void this.#waiting.delete(lease)
      this.#waiting.set(lease, [])
      await this.#serveBatch(lease, batch)
    }
  }

  /** All of them, or as many of the first as the credit covers. */
  async #serveBatch(lease: Lease, batch: Waiting[]): Promise<void> {
    const refusal = await this.#ask(lease, batch)
    if (refusal === null) return
    const first = affordable(batch, refusal.availableNanoUsd)
    const isLess = first.length > 0 && first.length < batch.length
    const again = isLess ? await this.#ask(lease, first) : refusal
    for (const { answer } of isLess && again === null ? batch.slice(first.length) : batch) answer(refusal)
  }

  async #ask(lease: Lease, batch: readonly Waiting[]): Promise<LeaseRefusal | null> {
    const amountNanoUsd = sumOf(batch)
    const refusal = await this.#askBilling(lease.leaseId, amountNanoUsd)
    if (refusal !== null) return refusal
    for (const { hold, amountNanoUsd: amount, answer } of batch) {
      lease.extendFor(hold, amount)
      answer(null)
    }
    return null
  }

  async #askBilling(leaseId: string, amountNanoUsd: bigint): Promise<LeaseRefusal | null> {
    const giveUpAtMs = this.#now() + PATIENCE_MS
    for (;;) {
      try {
        return (await this.#bus.call(extendLease, { leaseId, amountNanoUsd })).refusal
      } catch (error) {
        // What a lost answer granted returns with the lease.
        this.#logger.debug({ err: error, leaseId }, 'a lease was not extended')
        if (this.#now() > giveUpAtMs) return UNTOLD
        await sleep(ASK_AGAIN_MS)
      }
    }
  }
}

const sumOf = (batch: readonly Waiting[]): bigint =>
  batch.reduce((sum, { amountNanoUsd }) => sum + amountNanoUsd, 0n)

const affordable = (batch: readonly Waiting[], availableNanoUsd: bigint): Waiting[] => {
  let left = availableNanoUsd
  const count = batch.findIndex(({ amountNanoUsd }) => {
    left -= amountNanoUsd
    return left < 0n
  })
  return batch.slice(0, count === -1 ? batch.length : count)
}
