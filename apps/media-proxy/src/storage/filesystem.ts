import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { access, constants, mkdir, open, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { openForPushing } from './push-file.ts'
import type { FilesystemConfig, Storage } from './storage.ts'

/** Larger reads need fewer turns of the event loop; a slow reader holds one of them. */
const READ_BYTES = 256 * 1024

/**
 * Files in a folder, spread over 4,096 subfolders. Only its record says that a file is complete, and without a record
 * its name is not known to anyone.
 */
export const openFilesystem = async ({ directory }: FilesystemConfig): Promise<Storage> => {
  const root = path.resolve(directory)
  const placeOf = (key: string): string => path.join(root, folderOf(key), key)
  // The previous version wrote there first.
  const draftOf = (key: string): string => path.join(root, 'drafts', key)
  await mkdir(root, { recursive: true })
  await access(root, constants.W_OK)
  await syncDirectory(root)
  const known = new Set(await readdir(root))
  const makeFolder = async (folder: string): Promise<void> => {
    if (known.has(folder)) return
    await mkdir(path.join(root, folder), { recursive: true })
    await syncDirectory(root)
    known.add(folder)
  }
  const create = async (key: string): Promise<FileHandle> => {
    await makeFolder(folderOf(key))
    try {
      return await open(placeOf(key), 'wx')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      // Someone removed an empty folder.
      known.delete(folderOf(key))
      await makeFolder(folderOf(key))
      return open(placeOf(key), 'wx')
    }
  }
  return {
    prepare: (key) => makeFolder(folderOf(key)),
    write: async (key, source) => {
      const place = placeOf(key)
      const file = await create(key)
      try {
        await writeDurably(file, path.dirname(place), source)
      } catch (error) {
        await rm(place, { force: true })
        throw error
      }
    },
    read: async (key, start, end) => {
      const file = await open(placeOf(key))
      return createReadStream('', { fd: file, start, end, highWaterMark: READ_BYTES })
    },
    open: async (key) => openForPushing(placeOf(key)),
    remove: async (key) => {
      await Promise.all([placeOf(key), draftOf(key)].map((file) => rm(file, { force: true })))
    },
    requireReachable: async () => {
      await access(root, constants.W_OK)
      return null
    },
  }
}

const folderOf = (key: string): string => key.slice(0, 2)

/** Its name is synced while its bytes arrive. */
const writeDurably = async (
  handle: FileHandle,
  directory: string,
  source: AsyncIterable<Uint8Array>,
): Promise<void> => {
  const naming = syncDirectory(directory)
  naming.catch(() => undefined)
  try {
    await writeAll(handle, source)
    await Promise.all([handle.sync(), naming])
  } finally {
    await handle.close()
  }
}

/** Syncs regularly, so that little is left to sync at the end of a large file. */
const SYNCED_EVERY_BYTES = 4 * 1024 * 1024

/** More than this is not read ahead of the disk. */
const MOST_WAITING_BYTES = 1024 * 1024

/** Writes pieces while the next ones are awaited, and those that arrived meanwhile together: a write costs a thread. */
const writeAll = async (handle: FileHandle, source: AsyncIterable<Uint8Array>): Promise<void> => {
  let isWriting = false
  let writing: Promise<void> = Promise.resolve()
  let syncing: Promise<void> = Promise.resolve()
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let unsyncedBytes = 0
  const writeWaiting = async (): Promise<void> => {
    await writing
    isWriting = true
    writing = writeWhole(handle, waiting).finally(() => (isWriting = false))
    // A failure is handled with the next piece.
    writing.catch(() => undefined)
    waiting = []
    waitingBytes = 0
  }
  try {
    for await (const chunk of source) {
      waiting.push(chunk)
      waitingBytes += chunk.byteLength
      unsyncedBytes += chunk.byteLength
      if (isWriting && waitingBytes < MOST_WAITING_BYTES) continue
      await writeWaiting()
      if (unsyncedBytes < SYNCED_EVERY_BYTES) continue
      unsyncedBytes = 0
      await syncing
      syncing = handle.datasync()
      syncing.catch(() => undefined)
    }
    await writeWaiting()
    await Promise.all([writing, syncing])
  } finally {
    // The file must not be in use when it is closed.
    await Promise.allSettled([writing, syncing])
  }
}

/** The kernel may write a part only. */
const writeWhole = async (handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> => {
  for (let left = pieces; left.length > 0;) left = after((await handle.writev(left)).bytesWritten, left)
}

/** What follows so many bytes. */
const after = (byteCount: number, pieces: readonly Uint8Array[]): Uint8Array[] => {
  let from = byteCount
  return pieces.flatMap((piece) => {
    const rest = piece.subarray(Math.min(from, piece.byteLength))
    from -= piece.byteLength - rest.byteLength
    return rest.byteLength === 0 ? [] : [rest]
  })
}

/** A name is durable only once its folder is synced. */
const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
