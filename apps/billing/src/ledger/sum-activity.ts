import type { ChargeEvent } from '@gptget/contracts'
import type { Quantities } from '@gptget/money'
import { dayOf } from '../spend/spend-periods.ts'
import { chargedNanoUsd, type Charge } from '../allocation/allocate-usage.ts'

/** One key's use of one product on one day, the day to which limits count it. */
export type Activity = {
  accountId: string
  day: string
  keyId: string
  product: string
  isByok: boolean
  requests: number
  quantities: Quantities
  costNanoUsd: bigint
  chargedNanoUsd: bigint
}

/** The summed charges of a batch: a busy minute is a few keys and products, however many requests. */
export const sumActivity = (charges: readonly Charge[]): Activity[] => {
  const sums = new Map<string, Activity>()
  for (const charge of charges) {
    const { event } = charge
    const day = dayOf(charge.spentAt)
    const isByok = event.byok !== undefined
    const name = JSON.stringify([event.accountId, day, event.keyId, event.product, isByok])
    const sum = sums.get(name) ?? nothingOf(event, day, isByok)
    sums.set(name, sum)
    sum.requests += requestsOf(event)
    for (const { unit, quantity } of event.lines)
      sum.quantities[unit] = (sum.quantities[unit] ?? 0) + quantity
    sum.costNanoUsd += event.costNanoUsd
    sum.chargedNanoUsd += chargedNanoUsd(charge)
  }
  // Sorted, so that two batches lock the rows in the same order.
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

/** A part of longer work counts as a request if it says so. */
const requestsOf = ({ kind, lines }: ChargeEvent): number =>
  kind === 'generation' ? 1 : (lines.find(({ unit }) => unit === 'requests')?.quantity ?? 0)

const nothingOf = (
  { accountId, keyId, product }: Pick<ChargeEvent, 'accountId' | 'keyId' | 'product'>,
  day: string,
  isByok: boolean,
): Activity => ({
  accountId,
  day,
  keyId,
  product,
  isByok,
  requests: 0,
  quantities: {},
  costNanoUsd: 0n,
  chargedNanoUsd: 0n,
})
