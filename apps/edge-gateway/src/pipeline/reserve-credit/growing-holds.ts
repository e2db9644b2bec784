import { BriefMap } from '@gptget/callers'
import type { CatalogModel, growHold } from '@gptget/contracts'
import type { Hold, LeaseManager, RequestSize } from '@gptget/credit'
import type { z } from 'zod'
import { largestOf } from '../rate-limit/largest-of.ts'

type Growing = { hold: Hold; models: readonly CatalogModel[]; size: RequestSize }

/** The holds of running answers that grow, by generation; routers request more. */
export class GrowingHolds {
  readonly #leases: LeaseManager
  readonly #growing = new BriefMap<string, Growing>()
  /** Models whose streams turned out not to show everything that they charge. */
  readonly #unseen = new Set<string>()

  constructor(leases: LeaseManager) {
    this.#leases = leases
  }

  /** Lets a hold grow until it is settled. */
  add(generationId: string, growing: Growing): Hold {
    this.#growing.set(generationId, growing)
    return new GrowingHold(growing.hold, () => this.#growing.take(generationId))
  }

  /** Resolves whether the hold of a generation now covers this many output tokens. */
  async grow({
    generationId,
    outputTokens,
    isUnseen,
  }: z.output<(typeof growHold)['request']>): Promise<boolean> {
    const growing = this.#growing.get(generationId)
    if (growing === undefined) return false
    const { hold, models, size } = growing
    if (isUnseen === true) for (const { id } of models) this.#unseen.add(id)
    const { costNanoUsd } = largestOf(models, { ...size, maxOutputTokens: outputTokens })
    return this.#leases.grow(hold, costNanoUsd - hold.amountNanoUsd)
  }

  /** Whether the streams of all these models showed everything that they charged, as far as is known. */
  areSeen(models: readonly CatalogModel[]): boolean {
    return !models.some(({ id }) => this.#unseen.has(id))
  }
}

class GrowingHold implements Hold {
  readonly #hold: Hold
  readonly #onSettled: () => void

  constructor(hold: Hold, onSettled: () => void) {
    this.#hold = hold
    this.#onSettled = onSettled
  }

  get leaseId(): string | null {
    return this.#hold.leaseId
  }

  get amountNanoUsd(): bigint {
    return this.#hold.amountNanoUsd
  }

  get isSettled(): boolean {
    return this.#hold.isSettled
  }

  settle(costNanoUsd: bigint): void {
    this.#onSettled()
    this.#hold.settle(costNanoUsd)
  }
}
