import { z } from 'zod'
import { usageEvent } from '../router/generations.ts'
import { captureEvent } from './holds.ts'

/** Every kind of charge, as billing stores it. */
export const chargeEvent = z.discriminatedUnion('kind', [usageEvent, captureEvent])
export type ChargeEvent = z.output<typeof chargeEvent>

/** The encoded form of `chargeEvent`, without validation, since only our code makes it. */
export const encodeCharge = (event: ChargeEvent): z.input<typeof chargeEvent> => {
  const amounts = {
    lines: event.lines.map((line) => ({
      unit: line.unit,
      quantity: line.quantity,
      rateNanoUsd: textOf(line.rateNanoUsd),
      costNanoUsd: textOf(line.costNanoUsd),
    })),
    costNanoUsd: String(event.costNanoUsd),
  }
  const { byok, ...rest } = event
  if (byok === undefined) return { ...rest, ...amounts }
  return { ...rest, ...amounts, byok: { ...byok, upstreamCostNanoUsd: textOf(byok.upstreamCostNanoUsd) } }
}

const textOf = (amountNanoUsd: bigint | null): string | null =>
  amountNanoUsd === null ? null : String(amountNanoUsd)
