import { PublicError } from '@gptget/errors'
import { LARGE_BODY_BYTES, LargeBody } from '@gptget/threads'
import type { BodyShare } from './body-budget.ts'
import { JsonScanner } from './json-scanner.ts'

const MIB = 1024 * 1024

/** The refusal of a body of more than these bytes, a number of MiB. */
export const tooLarge = (maxBytes: number): PublicError =>
  new PublicError('request_too_large', `The request body is larger than ${maxBytes / MIB} MiB.`, {
    metadata: { max_bytes: maxBytes },
  })

/** For a large body of unknown length: few enough blocks to transfer, and small enough to waste little. */
const BLOCK_BYTES = MIB

/** Collects the pieces of a body. */
export class BodyCollector {
  readonly #share: BodyShare
  readonly #knownBytes: number
  readonly #maxBytes: number
  #pieces: Buffer[] = []
  #large: LargeCollector | null = null
  #byteLength = 0

  /** `knownBytes`: the length of a large, uncompressed body; 0 if unknown. */
  constructor(share: BodyShare, { knownBytes, maxBytes }: { knownBytes: number; maxBytes: number }) {
    this.#share = share
    this.#knownBytes = knownBytes
    this.#maxBytes = maxBytes
  }

  /** @throws PublicError if the body is too large. */
  add(piece: Buffer): void {
    this.#byteLength += piece.byteLength
    if (this.#byteLength > this.#maxBytes) throw tooLarge(this.#maxBytes)
    this.#share.reserve(this.#byteLength)
    if (this.#large !== null) return this.#large.add(piece)
    this.#pieces.push(piece)
    if (this.#byteLength > LARGE_BODY_BYTES) this.#becomeLarge()
  }

  whole(): Buffer | LargeBody {
    if (this.#large !== null) return this.#large.whole()
    return this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces, this.#byteLength)
  }

  #becomeLarge(): void {
    this.#large = new LargeCollector(this.#knownBytes > 0 ? this.#knownBytes : BLOCK_BYTES)
    for (const piece of this.#pieces) this.#large.add(piece)
    this.#pieces = []
  }
}

/** Copies pieces to separate memory, which can be transferred, and scans them as they arrive. */
class LargeCollector {
  readonly #blockBytes: number
  readonly #scanner = new JsonScanner()
  readonly #blocks: Buffer<ArrayBuffer>[] = []
  /** Of the last block. */
  #filledBytes = 0

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes
  }

  /** @throws PublicError if the body is nested too deeply, or has too many values. */
  add(piece: Buffer): void {
    this.#scanner.push(piece)
    for (let rest = piece; rest.byteLength > 0;) rest = rest.subarray(this.#fill(rest))
  }

  whole(): LargeBody {
    const last = this.#blocks.length - 1
    return new LargeBody(
      this.#blocks.map((block, index) => (index === last ? block.subarray(0, this.#filledBytes) : block)),
    )
  }

  /** @returns how much of the piece fitted. */
  #fill(piece: Buffer): number {
    if (this.#blocks.length === 0 || this.#filledBytes === this.#blockBytes) {
      this.#blocks.push(Buffer.allocUnsafeSlow(this.#blockBytes))
      this.#filledBytes = 0
    }
    const takenBytes = piece.copy(this.#blocks.at(-1)!, this.#filledBytes)
    this.#filledBytes += takenBytes
    return takenBytes
  }
}
