import { RecentMap } from '@gptget/runtime'
import type { Selectable } from 'kysely'
import type { FileRow } from '../db/schema/files.ts'

type FileName = { mediaId: string; index: number; variant: string }
type FoundFile = Selectable<FileRow>

const MAX_FILES = 20_000

/** How long a file that another process removed may still be found here; its bytes are gone by then. */
const KNOWN_FOR_MS = 5_000

/** Recently requested files: a player requests each part separately, and none has to wait for Postgres. */
export class FoundFiles {
  readonly #files = new RecentMap<string, { file: FoundFile; readAtMs: number }>(MAX_FILES)

  /** The cached file, or the result of `find`. @throws what `find` throws, which is not cached */
  async find(
    name: FileName,
    accountId: string | null,
    now: Date,
    find: () => Promise<FoundFile>,
  ): Promise<FoundFile> {
    const key = keyOf(name, accountId)
    const known = this.#files.get(key)
    const isKnown = known !== undefined && now.getTime() - known.readAtMs < KNOWN_FOR_MS
    if (isKnown && known.file.expires_at > now) return known.file
    const file = await find()
    this.#files.set(key, { file, readAtMs: now.getTime() })
    return file
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
