/** Bodies above this are worked on in a thread: below it the worst of them takes some ten milliseconds. */
export const LARGE_BODY_BYTES = 256 * 1024

/** Of two that are larger, one waits: each may take several times its size while it is worked on. */
export const HEAVY_BYTES = 8 * 1024 * 1024

type Parts = readonly Uint8Array<ArrayBuffer>[]

/**
 * A large body whose memory moves between threads: while one works on it, it is nowhere else, and the next to want it
 * waits. The memory of what it is made of must be its own.
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
   * The body in one piece. @throws Error while a thread has it, after one crashed with it, and before one joined it.
   */
  get bytes(): Buffer<ArrayBuffer> {
    const [bytes, ...others] = this.#parts ?? []
    if (bytes === undefined || others.length > 0) throw new Error('the body is not here in one piece')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Lends it to one after another. `work` resolves it in one piece; where it fails, the body is gone. */
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

  /** Nobody wants it any more: its memory is free at once, not when it is collected. A second time does nothing. */
  async drop(): Promise<void> {
    await this.#returned
    for (const { buffer } of this.#parts ?? []) buffer.transfer(0)
    this.#parts = null
  }
}

/** A body: a large one is worked on in a thread. */
export type Body = Buffer | LargeBody

/** A body's bytes. @throws Error while a thread has it */
export const bytesOf = (body: Body): Buffer => (body instanceof LargeBody ? body.bytes : body)

/** A body of these bytes, which are used nowhere else where they are many. */
export const bodyOf = (bytes: Buffer): Body =>
  bytes.byteLength > LARGE_BODY_BYTES ? new LargeBody([bytes as Buffer<ArrayBuffer>]) : bytes

/** Gives the memory of a body back where it has some of its own. It must be used nowhere any more. */
export const dropBody = (body: Body): void => {
  if (body instanceof LargeBody) void body.drop()
}

/** Has a thread work on a body of any size: on a copy of a small one, whose memory may be shared. */
export const forThread = (body: Body): LargeBody =>
  body instanceof LargeBody ? body : new LargeBody([new Uint8Array(body)])
