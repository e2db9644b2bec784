import { encodeUsageEvent } from '@gptget/bus'
import type { UsageEvent } from '@gptget/contracts'

/** A usage event as it is stored: JSON text, amounts as decimal text. `readUsageEvent` reads it. */
export const writeUsageJson = (event: UsageEvent): string => JSON.stringify(encodeUsageEvent(event))
