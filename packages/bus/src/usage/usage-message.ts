import { z } from 'zod'
import { jsonPayload, readJson } from '../stream/frames.ts'
import { usageEvent } from '@gptget/contracts'
import type { UsageEvent } from '@gptget/contracts'

/** What `usageEvent` encodes to, without checking what only our own code makes. */
export const encodeUsageEvent = ({
  costNanoUsd,
  upstreamCostNanoUsd,
  ...event
}: UsageEvent): z.input<typeof usageEvent> => ({
  ...event,
  costNanoUsd: String(costNanoUsd),
  ...(upstreamCostNanoUsd === undefined ? {} : { upstreamCostNanoUsd: String(upstreamCostNanoUsd) }),
})

/** One event as it is stored. */
export const encodeEvent = (event: UsageEvent): Uint8Array => jsonPayload(encodeUsageEvent(event))

const OPEN = Buffer.from('[')
const COMMA = Buffer.from(',')
const CLOSE = Buffer.from(']')

/** A stored message: the JSON array of encoded events. */
export const joinEvents = (events: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([...events.flatMap((event, index) => [index === 0 ? OPEN : COMMA, event]), CLOSE])

/**
 * The events of a stored message. One that cannot be read never will be and must not hold up the others:
 * it is told to `onUnreadable` and left out.
 */
export const readEvents = (
  data: Uint8Array,
  onUnreadable: (error: unknown, text: string) => void,
): UsageEvent[] => {
  const readOne = (value: unknown): UsageEvent[] => {
    const { success, data: event, error } = z.safeDecode(usageEvent, value as z.input<typeof usageEvent>)
    if (success) return [event]
    onUnreadable(error, JSON.stringify(value))
    return []
  }
  try {
    const read = readJson(data)
    // Earlier versions stored each event by itself.
    return Array.isArray(read) ? read.flatMap(readOne) : readOne(read)
  } catch (error) {
    onUnreadable(error, Buffer.from(data).toString())
    return []
  }
}
