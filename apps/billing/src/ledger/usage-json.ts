import { encodeUsageEvent } from '@gptget/bus'
import { usageEvent, type UsageEvent } from '@gptget/contracts'

/** A usage event as it is stored: JSON text, amounts as decimal text. */
export const writeUsageJson = (event: UsageEvent): string => JSON.stringify(encodeUsageEvent(event))

/** @throws ZodError when it is not a usage event */
export const readUsageJson = (stored: unknown): UsageEvent => usageEvent.parse(stored)
