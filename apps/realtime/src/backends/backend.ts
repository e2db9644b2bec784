import type { ClientEvent } from '../events/client-events.ts'
import type { JsonObject, RealtimeEvent } from '../events/event.ts'
import type { PublicError } from '@gptget/errors'
import type { TurnLatency } from '@gptget/contracts'
import type { Caller } from '../ask/ask-edge.ts'

/** What serves a session: client events of the GA protocol go in, server events come out of the port. */
export type Backend = {
  /** Fields of events are checked elsewhere; here only their types. */
  readonly isLenient?: boolean
  /** `raw` is the event as the client wrote it. @throws PublicError, which is sent to the client */
  receive(event: ClientEvent, raw: JsonObject): void | Promise<void>
  /** Resolves when no answer is running. */
  idle(): Promise<void>
  /** The session is over: ends everything made for it. */
  end(): Promise<void>
}

/** What a session offers to its backend. */
export type SessionPort = {
  id: string
  /** The model's public id. */
  model: string
  caller: Caller
  accountId: string
  keyId: string
  createdAtMs: number
  send(event: RealtimeEvent): void
  /** An event that is already printed. */
  sendText(text: string): void
  fail(error: PublicError, eventId?: string | null): void
  /** Resolves when the client has received nearly everything that was sent. */
  drained(): Promise<void>
  /** Reserves memory for the session's audio. @throws PublicError 429, 503 */
  reserve(byteLength: number): void
  /** The backend cannot continue: the client gets an error, and the session closes. */
  finish(error: PublicError): void
  /** A response has ended; its client is notified next. */
  responded(facts: { id: string; status: string; costUsd: number; latency: TurnLatency }): void
}
