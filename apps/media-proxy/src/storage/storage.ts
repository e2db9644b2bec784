/** Stores bytes. Keys are ours: `[0-9A-Za-z_-]+`, never a caller's. */
export type Storage = {
  /** What can be done for a file before its first byte. Leaves nothing that must be removed. */
  prepare?(key: string): Promise<void>
  /**
   * Writes a file. Once it resolves the bytes are durable; before that none can be read.
   * @throws the failure of the source or the store, without leaving anything behind
   */
  write(key: string, source: AsyncIterable<Uint8Array>): Promise<void>
  /** The bytes from `start` to `end`, both inclusive. @throws if the file does not exist */
  read(key: string, start: number, end: number): Promise<AsyncIterable<Uint8Array>>
  /**
   * The same, but passes each piece to `take`, whose argument is overwritten after it resolves. The file is open when
   * this resolves. Undefined if the store pushes pieces by itself.
   * @throws if the file does not exist
   */
  open?(key: string): Promise<OpenFile>
  /** Removes a complete or partial file; does nothing if there is none. */
  remove(key: string): Promise<void>
  /** Resolves if files can be written and read now. @throws Error with the reason if they cannot */
  requireReachable(): Promise<null>
}

export type OpenFile = {
  /** @throws the failure of `take`, or of the disk */
  push(start: number, end: number, take: (piece: Uint8Array, isLast: boolean) => Promise<void>): Promise<void>
  close(): Promise<void>
}

export type FilesystemConfig = { type: 'filesystem'; directory: string }

export type S3Config = {
  type: 's3'
  bucket: string
  /** null: Amazon's own. */
  endpoint: string | null
  region: string
  /** null: found by Amazon's SDK (environment, instance role). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null
}

export type StorageConfig = FilesystemConfig | S3Config
