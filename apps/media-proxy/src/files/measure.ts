import { PublicError } from '@gptget/errors'
import { createHash } from 'node:crypto'

/** Counts and hashes the bytes that pass through. */
export class Measure {
  readonly #hash = createHash('sha256')
  readonly #maxBytes: number
  readonly #refuse: () => PublicError
  byteLength = 0

  constructor(maxBytes: number, refuse: () => PublicError) {
    this.#maxBytes = maxBytes
    this.#refuse = refuse
  }

  /** The same bytes. @throws PublicError as soon as there are too many */
  async *pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.byteLength += chunk.byteLength
      if (this.byteLength > this.#maxBytes) throw this.#refuse()
      this.#hash.update(chunk)
      yield chunk
    }
  }

  /** In hexadecimal. May be called once, at the end. */
  sha256(): string {
    return this.#hash.digest('hex')
  }
}

export type Peeked = { start: Buffer; whole: AsyncGenerator<Uint8Array> }

/** The first bytes of a source (fewer if it has no more), and all of it. The source is closed with the result. */
export const peek = async (source: AsyncIterable<Uint8Array>, byteCount: number): Promise<Peeked> => {
  const iterator = source[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let length = 0
  while (length < byteCount) {
    const next = await iterator.next()
    if (next.done) break
    read.push(next.value)
    length += next.value.byteLength
  }
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* read
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { start: Buffer.concat(read).subarray(0, byteCount), whole: whole() }
}
