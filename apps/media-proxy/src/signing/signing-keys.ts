import { MAX_SIGNATURE_MS } from '@gptget/contracts'
import { randomBytes } from 'node:crypto'
import type { Database } from '../db/schema/index.ts'

export type SigningKey = { keyId: string; secret: string }

export type SigningKeys = {
  /** The current signing key. */
  current(): Promise<SigningKey>
  /** The key with this id; null if it no longer exists. */
  find(keyId: string): Promise<SigningKey | null>
}

/** How long a key signs. Its signatures are valid for at most one more day; then it is removed. */
const SIGNS_FOR_MS = 7 * 86_400_000

type Parts = { db: Database; now: () => Date; makeId: () => string }

/** Keys in Postgres, so that all processes share them; they are replaced every week. */
export const createSigningKeys = ({ db, now, makeId }: Parts): SigningKeys => {
  const known = new Map<string, SigningKey & { createdAtMs: number }>()

  const load = async (): Promise<void> => {
    known.clear()
    for (const { key_id, secret, created_at } of await db.selectFrom('signing_keys').selectAll().execute())
      known.set(key_id, { keyId: key_id, secret, createdAtMs: created_at.getTime() })
  }
  const newest = (): SigningKey | undefined =>
    [...known.values()]
      .filter(({ createdAtMs }) => createdAtMs > now().getTime() - SIGNS_FOR_MS)
      .toSorted((a, b) => b.createdAtMs - a.createdAtMs)[0]
  const replace = async (): Promise<void> => {
    const secret = randomBytes(32).toString('base64url')
    await db.insertInto('signing_keys').values({ key_id: makeId(), secret, created_at: now() }).execute()
    const oldest = new Date(now().getTime() - SIGNS_FOR_MS - MAX_SIGNATURE_MS)
    await db.deleteFrom('signing_keys').where('created_at', '<', oldest).execute()
    await load()
  }

  return {
    current: async () => {
      if (newest() === undefined) await load()
      if (newest() === undefined) await replace()
      return newest()!
    },
    find: async (keyId) => {
      if (!known.has(keyId)) await load()
      return known.get(keyId) ?? null
    },
  }
}
