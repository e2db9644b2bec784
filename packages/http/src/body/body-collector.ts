import { PublicError } from '@gptget/errors'
import { LARGE_BODY_BYTES, LargeBody } from '@gptget/threads'
import type { BodyShare } from './body-budget.ts'
import { JsonScanner } from './json-scanner.ts'

export const MAX_BODY_BYTES = 50 * 1024 * 1024

/** The refusal of a body of more than 50 MiB. */
export const tooLarge = (): PublicError =>
  new PublicError('request_too_large', 'The request body is larger than 50 MiB.', {
    metadata: { max_bytes: MAX_BODY_BYTES },
  })

/** Of a large body whose length is not known: few enough to move, and small enough to waste little. */
const BLOCK_BYTES = 1024 * 1024

/** Takes in the pieces of a body. Those of a large one are copied to memory of its own, which can be moved. */
export class BodyCollector {
  readonly #share: BodyShare
  #pieces: Buffer[] = []
  #large: LargePart[] | null = null
  readonly #blockBytes: number
  readonly #scanner = new JsonScanner()
  #byteLength = 0

  /** `knownBytes`: how long a large body is that comes as it is; 0 where nobody knows. */
  constructor(share: BodyShare, knownBytes: number) {
    this.#share = share
    this.#blockBytes = knownBytes > 0 ? knownBytes : BLOCK_BYTES
  }

  /** @throws PublicError where the body is more than may be read. */
  add(piece: Buffer): void {
    this.#byteLength += piece.byteLength
    if (this.#byteLength > MAX_BODY_BYTES) throw tooLarge()
    this.#share.reserve(this.#byteLength)
    if (this.#large !== null) return this.#addLarge(this.#large, piece)
    this.#pieces.push(piece)
    if (this.#byteLength <= LARGE_BODY_BYTES) return
    const pieces = this.#pieces
    this.#pieces = []
    this.#large = []
    for (const earlier of pieces) this.#addLarge(this.#large, earlier)
  }

  whole(): Buffer | LargeBody {
    if (this.#large !== null) return new LargeBody(this.#large.map((part) => part.filled))
    return this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces, this.#byteLength)
  }

  /** A large body is looked at as it comes: what is too deep is refused before it is here. */
  #addLarge(parts: LargePart[], piece: Buffer): void {
    this.#scanner.push(piece)
    let rest = piece
    while (rest.byteLength > 0) {
      if (parts.at(-1)?.isFull !== false) parts.push(new LargePart(this.#blockBytes))
      rest = parts.at(-1)!.fill(rest)
    }
  }
}

class LargePart {
  readonly #bytes: Buffer<ArrayBuffer>
  #filledBytes = 0

  constructor(byteLength: number) {
    this.#bytes = Buffer.allocUnsafeSlow(byteLength)
  }

  get isFull(): boolean {
    return this.#filledBytes === this.#bytes.byteLength
  }

  get filled(): Buffer<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#filledBytes)
  }

  /** @returns what of the piece has no room here. */
  fill(piece: Buffer): Buffer {
    const takenBytes = Math.min(piece.byteLength, this.#bytes.byteLength - this.#filledBytes)
    this.#bytes.set(piece.subarray(0, takenBytes), this.#filledBytes)
    this.#filledBytes += takenBytes
    return piece.subarray(takenBytes)
  }
}
