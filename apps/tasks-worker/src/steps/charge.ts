import type { TaskQuantities } from '@gptget/contracts'
import { hasRateFor } from '@gptget/money'
import type { TaskRow } from '../db/schema/tasks.ts'
import { requestOf, routeOf } from '../rows/read-row.ts'

type Unit = keyof TaskQuantities

/**
 * What a task is charged for: what was foreseen, or what the provider counted where it says so, and only for as many
 * as were delivered of those that were asked for.
 */
export const chargeable = (row: TaskRow, counted: TaskQuantities, deliveredShare: number): TaskQuantities => {
  const { quantities, price } = routeOf(row)
  const all = { ...quantities, ...onlyPriced(counted, quantities, price) }
  return Object.fromEntries(
    Object.entries(all).map(([unit, quantity]) => [unit, Math.ceil(quantity * deliveredShare)]),
  )
}

/** What the provider counts in units that it is not sold by changes nothing. */
const onlyPriced = (
  counted: TaskQuantities,
  foreseen: TaskQuantities,
  price: Parameters<typeof hasRateFor>[1],
): TaskQuantities =>
  Object.fromEntries(
    Object.entries(counted).filter(([unit]) => unit in foreseen && hasRateFor(unit as Unit, price)),
  )

/** `delivered` of those that were asked for; more than those costs no more. */
export const shareOf = (row: TaskRow, delivered: number): number =>
  Math.min(1, delivered / (requestOf(row).count ?? 1))
