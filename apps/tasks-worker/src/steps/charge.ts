import type { TaskQuantities } from '@gptget/contracts'
import { hasRateFor } from '@gptget/money'
import type { TaskRow } from '../db/schema/tasks.ts'
import { requestOf, routeOf } from '../rows/read-row.ts'

type Unit = keyof TaskQuantities

/**
 * The charge of a task: the planned one, or what the provider counted, and only for the delivered part of the request.
 */
export const chargeable = (row: TaskRow, counted: TaskQuantities, deliveredShare: number): TaskQuantities => {
  const { quantities, price } = routeOf(row)
  const all = { ...quantities, ...onlyPriced(counted, quantities, price) }
  return Object.fromEntries(
    Object.entries(all).map(([unit, quantity]) => [unit, Math.ceil(quantity * deliveredShare)]),
  )
}

/** Units of the provider that have no price are ignored. */
const onlyPriced = (
  counted: TaskQuantities,
  foreseen: TaskQuantities,
  price: Parameters<typeof hasRateFor>[1],
): TaskQuantities =>
  Object.fromEntries(
    Object.entries(counted).filter(([unit]) => unit in foreseen && hasRateFor(unit as Unit, price)),
  )

/** `delivered` of the requested ones; more than requested costs no more. */
export const shareOf = (row: TaskRow, delivered: number): number =>
  Math.min(1, delivered / (requestOf(row).count ?? 1))
