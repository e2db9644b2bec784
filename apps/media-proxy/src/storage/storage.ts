/** Where bytes are kept. Keys are ours: `[0-9A-Za-z_-]+`, never a caller's. */
export type Storage = {
  /**
   * Writes a file; once it resolves the bytes are durable, and before that none can be read.
   * @throws what the source or the store failed with; nothing is left behind then
   */
  write(key: string, source: AsyncIterable<Uint8Array>): Promise<void>
  /** The bytes from `start` to `end`, both included. @throws when there is no such file */
  read(key: string, start: number, end: number): Promise<AsyncIterable<Uint8Array>>
  /**
   * The same, each piece given to `take` before the next is: what it gets is overwritten once it resolves. The file is
   * open when this resolves. Left out where pieces come by themselves.
   * @throws when there is no such file
   */
  open?(key: string): Promise<OpenFile>
  /** Removes a file, whole or half written; nothing happens where there is none. */
  remove(key: string): Promise<void>
  /** Whether files can be written and read now. */
  isReachable(): Promise<boolean>
}

export type OpenFile = {
  /** @throws what `take` fails with, or the disk */
  push(start: number, end: number, take: (piece: Uint8Array) => Promise<void>): Promise<void>
  close(): Promise<void>
}

export type FilesystemConfig = { type: 'filesystem'; directory: string }

export type S3Config = {
  type: 's3'
  bucket: string
  /** null: Amazon's own. */
  endpoint: string | null
  region: string
  /** null: as Amazon's SDK finds them (environment, instance role). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null
}

export type StorageConfig = FilesystemConfig | S3Config
