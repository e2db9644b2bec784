/** Bodies above this are processed in a thread: below it, the worst of them takes some ten milliseconds. */
export const LARGE_BODY_BYTES = 256 * 1024

/** Of two that are larger, one waits: each may need several times its size while it is processed. */
export const HEAVY_BYTES = 8 * 1024 * 1024

type Parts = readonly Uint8Array<ArrayBuffer>[]

/**
 * A large body whose memory moves between threads: while one has it, it is nowhere else, and the next user waits. Its
 * memory must not be shared.
 */
export class LargeBody {
  readonly byteLength: number
  #parts: Parts | null
  #returned: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    this.byteLength = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /**
   * The body in one piece. @throws Error while a thread has it, after one crashed with it, and before a thread has
   * joined it.
   */
  get bytes(): Buffer<ArrayBuffer> {
    const [bytes, ...others] = this.#parts ?? []
    if (bytes === undefined || others.length > 0) throw new Error('the body is not here in one piece')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Lends it to one user after another. `work` resolves with it in one piece; if it fails, the body is gone. */
  async lend<Answer extends { body: Uint8Array<ArrayBuffer> }>(
    work: (parts: Parts) => Promise<Answer>,
  ): Promise<Answer> {
    const before = this.#returned
    const returned = Promise.withResolvers<void>()
    this.#returned = returned.promise
    try {
      await before
      const parts = this.#parts
      if (parts === null) throw new Error('the body was lost with the thread that had it')
      this.#parts = null
      const answer = await work(parts)
      this.#parts = [answer.body]
      return answer
    } finally {
      returned.resolve()
    }
  }

  /** Frees its memory at once, instead of at the next garbage collection. A repeat does nothing. */
  async drop(): Promise<void> {
    await this.#returned
    for (const { buffer } of this.#parts ?? []) buffer.transfer(0)
    this.#parts = null
  }
}

/** A body: a large one is processed in a thread. */
export type Body = Buffer | LargeBody

/** A body's bytes. @throws Error while a thread has it */
export const bytesOf = (body: Body): Buffer => (body instanceof LargeBody ? body.bytes : body)

/** A body of these bytes; large ones must not be used elsewhere. */
export const bodyOf = (bytes: Buffer): Body =>
  bytes.byteLength > LARGE_BODY_BYTES ? new LargeBody([bytes as Buffer<ArrayBuffer>]) : bytes

/** Frees the memory of a large body, which must no longer be used. */
export const dropBody = (body: Body): void => {
  if (body instanceof LargeBody) void body.drop()
}

/** Has a thread process a body of any size: a copy of a small one, whose memory may be shared. */
export const forThread = (body: Body): LargeBody =>
  body instanceof LargeBody ? body : new LargeBody([new Uint8Array(body)])
