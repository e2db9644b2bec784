import { LRUCache } from 'lru-cache'
import type { Selectable } from 'kysely'
import type { FileRow } from '../db/schema/files.ts'

type FileName = { mediaId: string; index: number; variant: string }
type FoundFile = Selectable<FileRow>

const MAX_FILES = 20_000

/** How long a file that another process removed may still be found here; its bytes are gone by then. */
const KNOWN_FOR_MS = 5_000

/** Recently requested files: a player requests each part separately, and none has to wait for Postgres. */
export class FoundFiles {
  readonly #files = new LRUCache<string, FoundFile>({ max: MAX_FILES, ttl: KNOWN_FOR_MS })

  /** The cached file, or the result of `find`. @throws what `find` throws, which is not cached */
  async find(
    name: FileName,
    accountId: string | null,
    now: Date,
    find: () => Promise<FoundFile>,
  ): Promise<FoundFile> {
    const key = keyOf(name, accountId)
    const known = this.#files.get(key)
    if (known !== undefined && known.expires_at > now) return known
    const found = await find()
    this.#files.set(key, found)
    return found
  }

  /** Its record must be read again. */
  forget(name: FileName, accountId: string | null): void {
    this.#files.delete(keyOf(name, accountId))
  }

  /** Files were removed here. */
  clear(): void {
    this.#files.clear()
  }
}

const keyOf = ({ mediaId, index, variant }: FileName, accountId: string | null): string =>
  `${accountId ?? ''} ${mediaId} ${index} ${variant}`
