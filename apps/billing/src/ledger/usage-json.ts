import { usageEvent, type UsageEvent } from '@gptget/bus'

/** A usage event as it is stored: JSON text, amounts as decimal text. */
export const writeUsageJson = (event: UsageEvent): string =>
  JSON.stringify(event, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

/** @throws ZodError when it is not a usage event */
export const readUsageJson = (stored: unknown): UsageEvent => usageEvent.parse(stored)
