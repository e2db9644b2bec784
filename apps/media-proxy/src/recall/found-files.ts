import { LRUCache } from 'lru-cache'
import type { Selectable } from 'kysely'
import type { FileRow } from '../db/schema/files.ts'

type FileName = { mediaId: string; index: number; variant: string }
type FoundFile = Selectable<FileRow>

const MAX_FILES = 20_000

/** How long a file that another process took out may still be found here; its bytes are gone by then. */
const KNOWN_FOR_MS = 5_000

/** Files that were asked for a moment ago: a player asks for each part anew, and none of it waits for Postgres. */
export class FoundFiles {
  readonly #files = new LRUCache<string, FoundFile>({ max: MAX_FILES, ttl: KNOWN_FOR_MS })

  /** The file as it was found last, or as `find` finds it. @throws what `find` does, which is not remembered */
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

  /** What it is has to be asked again. */
  forget(name: FileName, accountId: string | null): void {
    this.#files.delete(keyOf(name, accountId))
  }

  /** Files were taken out here. */
  clear(): void {
    this.#files.clear()
  }
}

const keyOf = ({ mediaId, index, variant }: FileName, accountId: string | null): string =>
  `${accountId ?? ''} ${mediaId} ${index} ${variant}`
