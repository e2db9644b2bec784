import type { ChargeEvent } from '@gptget/contracts'
import { NANO_PER_USD } from '@gptget/money'

/** A million dollars: sums of many still fit into Postgres's type. */
const MAX_COST_NANO_USD = 1_000_000n * NANO_PER_USD

/** Why an event can never be booked, however full the wallets are; null if it can. */
export const findChargeFault = (event: ChargeEvent): string | null => {
  if (event.id === '') return 'has no id'
  if (event.costNanoUsd < 0n) return 'has a negative cost'
  if (event.costNanoUsd > MAX_COST_NANO_USD) return 'costs more than anything can'
  if (event.lines.some(({ costNanoUsd }) => costNanoUsd !== null && costNanoUsd < 0n))
    return 'has a line with a negative cost'
  const linesNanoUsd = sumOfLines(event)
  if (linesNanoUsd !== null && linesNanoUsd !== event.costNanoUsd)
    return `costs ${event.costNanoUsd}, and its lines cost ${linesNanoUsd}`
  if (event.costNanoUsd > 0n && !event.priceVersion) return 'has a cost but names no price version'
  if (Number.isNaN(Date.parse(event.startedAt))) return `started at "${event.startedAt}", which is no time`
  return null
}

/** null if its lines have no costs, as in earlier events. */
const sumOfLines = ({ lines, costNanoUsd }: ChargeEvent): bigint | null => {
  let sum = 0n
  for (const line of lines) {
    if (line.costNanoUsd === null) return null
    sum += line.costNanoUsd
  }
  return lines.length === 0 && costNanoUsd > 0n ? null : sum
}
