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
  readonly #perAccount = new Map<string, number>()
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
  takePlace({ keyId, accountId }: { keyId: string; accountId: string }): () => void {
    const { maxSessions, maxSessionsPerKey } = this.#limits
    // An account may have a thousand keys, and must leave sessions for others.
    const maxSessionsPerAccount = Math.max(maxSessionsPerKey, Math.floor(maxSessions / 4))
    if ((this.#perKey.get(keyId) ?? 0) >= maxSessionsPerKey) throw hasEnough('API key', maxSessionsPerKey)
    if ((this.#perAccount.get(accountId) ?? 0) >= maxSessionsPerAccount)
      throw hasEnough('account', maxSessionsPerAccount)
    const all = [...this.#perAccount.values()].reduce((sum, count) => sum + count, 0)
    if (all >= maxSessions)
      throw new PublicError('service_unavailable', 'There are too many sessions. Try again.', {
        retryAfterMs: 1_000,
      })
    add(this.#perKey, keyId, 1)
    add(this.#perAccount, accountId, 1)
    return () => {
      add(this.#perKey, keyId, -1)
      add(this.#perAccount, accountId, -1)
    }
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
}

const add = (counts: Map<string, number>, id: string, by: 1 | -1): void => {
  const count = (counts.get(id) ?? 0) + by
  if (count > 0) counts.set(id, count)
  else counts.delete(id)
}

const hasEnough = (whose: 'API key' | 'account', count: number): PublicError =>
  new PublicError('rate_limit_exceeded', `This ${whose} has ${count} sessions open. Close one.`, {
    retryAfterMs: 1_000,
    metadata: { limit_source: whose === 'account' ? 'account_sessions' : 'key_sessions' },
  })
