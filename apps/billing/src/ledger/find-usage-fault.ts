import type { UsageEvent } from '@gptget/contracts'

/** Why an event can never be booked, whatever the wallets hold; null when it can. */
export const findUsageFault = (event: UsageEvent): string | null => {
  if (event.generationId === '') return 'has no generation id'
  if (event.costNanoUsd < 0n) return 'has a negative cost'
  if (event.costNanoUsd > 0n && !event.priceVersion) return 'has a cost but names no price version'
  if (Number.isNaN(Date.parse(event.startedAt))) return `started at "${event.startedAt}", which is no time`
  return null
}
