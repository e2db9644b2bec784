import type { UnreadableUsage } from '../bus.ts'
import { jsonPayload, readJson } from '../frames.ts'
import { encodeCharge, readUsageEvent } from '@gptget/contracts'
import type { UsageEvent } from '@gptget/contracts'

/** JetStream drops a second message with the same id. */
export const MESSAGE_ID = 'Nats-Msg-Id'

/** Where a process stores its usage. */
export const usageSubjectOf = (instanceId: string): string => `usage.${instanceId}`

/** One event as it is stored. */
export const encodeEvent = (event: UsageEvent): Uint8Array => jsonPayload(encodeCharge(event))

const OPEN = Buffer.from('[')
const COMMA = Buffer.from(',')
const CLOSE = Buffer.from(']')

/** A stored message: the JSON array of encoded events. */
export const joinEvents = (events: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([...events.flatMap((event, index) => [index === 0 ? OPEN : COMMA, event]), CLOSE])

/** What a stored message holds. */
export type StoredUsage = { events: UsageEvent[]; unreadable: UnreadableUsage[] }

/**
 * The events of a stored message. One that cannot be read never will be and must not block the others: it is returned
 * as text.
 */
export const readEvents = (data: Uint8Array): StoredUsage => {
  const stored: StoredUsage = { events: [], unreadable: [] }
  const setAside = (text: string, error: unknown): void => {
    stored.unreadable.push({ text, reason: (error as Error).message })
  }
  const readOne = (value: unknown): void => {
    try {
      stored.events.push(readUsageEvent(value))
    } catch (error) {
      setAside(JSON.stringify(value), error)
    }
  }
  try {
    const read = readJson(data)
    // Earlier versions stored each event separately.
    if (Array.isArray(read)) for (const value of read) readOne(value)
    else readOne(read)
  } catch (error) {
    setAside(Buffer.from(data).toString(), error)
  }
  return stored
}
