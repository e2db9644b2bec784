import { PublicError } from '@gptget/errors'
import type { RealtimeConfig } from '../config.ts'
import type { CloseReason } from './close-codes.ts'
import type { SessionFacts } from './session-facts.ts'

/** A session as the process handles it. */
export type LiveSession = {
  readonly facts: SessionFacts
  /** The edge of its client. */
  readonly edgeId: string | null
  leave(reason: CloseReason, text: string): Promise<void>
  close(reason: CloseReason, text: string): void
  /** Closes at once with a reason. */
  finish(error: PublicError): void
}

/** The sessions of this process. */
export class LiveSessions {
  readonly #limits: Pick<RealtimeConfig, 'maxSessions' | 'maxSessionsPerKey'>
  readonly #sessions = new Map<string, LiveSession>()
  readonly #perKey = new Map<string, number>()
  #empty = Promise.withResolvers<void>()

  constructor(limits: Pick<RealtimeConfig, 'maxSessions' | 'maxSessionsPerKey'>) {
    this.#limits = limits
  }

  get size(): number {
    return this.#sessions.size
  }

  [Symbol.iterator](): IterableIterator<LiveSession> {
    return this.#sessions.values()
  }

  find(id: string): LiveSession | undefined {
    return this.#sessions.get(id)
  }

  /** Takes a slot for a session of a key. @throws PublicError 429 or 503 if there is none */
  takePlace(keyId: string): () => void {
    const taken = this.#perKey.get(keyId) ?? 0
    const { maxSessions, maxSessionsPerKey } = this.#limits
    if (taken >= maxSessionsPerKey)
      throw new PublicError(
        'rate_limit_exceeded',
        `This API key has ${maxSessionsPerKey} sessions open. Close one.`,
        { retryAfterMs: 1_000, metadata: { limit_source: 'key_sessions' } },
      )
    const all = [...this.#perKey.values()].reduce((sum, count) => sum + count, 0)
    if (all >= maxSessions)
      throw new PublicError('service_unavailable', 'There are too many sessions. Try again.', {
        retryAfterMs: 1_000,
      })
    this.#perKey.set(keyId, taken + 1)
    return () => this.#giveBack(keyId)
  }

  add(session: LiveSession): void {
    this.#sessions.set(session.facts.id, session)
  }

  remove(session: LiveSession): void {
    this.#sessions.delete(session.facts.id)
    if (this.#sessions.size > 0) return
    this.#empty.resolve()
    this.#empty = Promise.withResolvers()
  }

  /** Resolves when all have ended and are charged. */
  async ended(): Promise<void> {
    if (this.#sessions.size > 0) await this.#empty.promise
  }

  #giveBack(keyId: string): void {
    const left = (this.#perKey.get(keyId) ?? 0) - 1
    if (left > 0) this.#perKey.set(keyId, left)
    else this.#perKey.delete(keyId)
  }
}
