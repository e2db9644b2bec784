import type { Bus } from '@gptget/bus'
import type { ResolvedKey } from '@gptget/contracts'
import { accountChanged, keyChanged, resolveKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { RecentMap } from '@gptget/runtime'

type Entry = { key: ResolvedKey | null; fetchedAtMs: number }

export type KeyCache = {
  /** The record of a key by its hash, null if it does not exist. @throws PublicError if it cannot be checked. */
  resolve(hash: string): Promise<ResolvedKey | null> | ResolvedKey | null
  /** The account of a key that is in memory. */
  accountOf(hash: string): string | null
}

/** Older entries are still used while they are read again in the background: a revocation is broadcast. */
const FRESH_MS = 30_000
/** Nothing is used for longer than this without a new read, unless billing is unavailable. */
const STALE_MS = 300_000
const UNKNOWN_FRESH_MS = 5_000
const MAX_ENTRIES = 50_000

/** Keys in memory, so that a request needs no round trip to billing. */
export const createKeyCache = (bus: Bus, now: () => number): KeyCache => {
  const entries = new RecentMap<string, Entry>(MAX_ENTRIES)
  const fetching = new Map<string, Promise<Entry>>()
  bus.on(keyChanged, ({ hash }) => {
    entries.delete(hash)
    // A pending answer may have been read before the change.
    fetching.delete(hash)
  })

  bus.on(accountChanged, ({ accountId }) => {
    for (const [hash, { key }] of entries) if (key?.accountId === accountId) entries.delete(hash)
    fetching.clear()
  })

  const fetch = async (hash: string): Promise<Entry> => {
    const { key } = await bus.call(resolveKey, { hash }, { timeoutMs: 1_500, attempts: 3 })
    return { key, fetchedAtMs: now() }
  }
  const fetchOnce = (hash: string): Promise<Entry> => {
    const pending = fetching.get(hash)
    if (pending) return pending
    const started = fetch(hash)
    fetching.set(hash, started)
    const settle = (entry?: Entry): void => {
      if (fetching.get(hash) !== started) return
      fetching.delete(hash)
      if (entry) entries.set(hash, entry)
    }
    started.then(settle, () => settle())
    return started
  }

  const resolveSlowly = async (hash: string, known: Entry | undefined): Promise<ResolvedKey | null> => {
    try {
      return (await fetchOnce(hash)).key
    } catch (error) {
      // Billing or its database is down: a key that was valid is better than no service.
      if (known?.key) return known.key
      throw new PublicError(
        'service_unavailable',
        'Keys cannot be checked right now. Try again.',
        { retryAfterMs: 1_000 },
        error,
      )
    }
  }

  return {
    accountOf: (hash) => entries.get(hash)?.key?.accountId ?? null,
    resolve: (hash) => {
      const known = entries.get(hash)
      if (known === undefined) return resolveSlowly(hash, known)
      const ageMs = now() - known.fetchedAtMs
      if (known.key === null) return ageMs < UNKNOWN_FRESH_MS ? null : resolveSlowly(hash, known)
      if (ageMs > STALE_MS) return resolveSlowly(hash, known)
      // The stale record is used; if the refresh fails, the next request tries again.
      if (ageMs > FRESH_MS) fetchOnce(hash).catch(() => undefined)
      return known.key
    },
  }
}
