import type { ClientEvent } from '../events/client-events.ts'
import type { JsonObject, RealtimeEvent } from '../events/event.ts'
import type { PublicError } from '@gptget/errors'
import type { Caller } from '../ask/ask-edge.ts'

/** What serves a session, whatever it is: events of the GA protocol go in, and such come out of the port. */
export type Backend = {
  /** Fields of events are looked at elsewhere; here their types alone. */
  readonly isLenient?: boolean
  /** `raw` is the event as the client wrote it. @throws PublicError, which the client is told */
  receive(event: ClientEvent, raw: JsonObject): void | Promise<void>
  /** Resolves when no answer is under way. */
  idle(): Promise<void>
  /** The session is over: everything that is made for it ends. */
  end(): Promise<void>
}

/** What a backend has of its session. */
export type SessionPort = {
  id: string
  /** The model's public id. */
  model: string
  caller: Caller
  accountId: string
  keyId: string
  createdAtMs: number
  send(event: RealtimeEvent): void
  /** An event that is printed already. */
  sendText(text: string): void
  fail(error: PublicError, eventId?: string | null): void
  /** Resolves when the client has taken what was sent, but for a little. */
  drained(): Promise<void>
  /** No more than this is to be held of the session's sound. @throws PublicError 429, 503 */
  reserve(byteLength: number): void
  /** The backend cannot go on: the client is told, and the session closed. */
  finish(error: PublicError): void
  /** A response is over. */
  responded(facts: { status: string; costUsd: number }): void
}
