import { STREAMED_BODY_WINDOW_BYTES } from './limits.ts'

/** Received and unread data of a body: at most a window, since more is granted only for what was read. */
export class BodyQueue {
  readonly #grant: (byteCount: number) => void
  readonly #chunks: Uint8Array[] = []
  #isEnded = false
  #failure: Error | null = null
  #readBytes = 0
  #wake: (() => void) | null = null

  /** @param grant allows the sender this many more bytes */
  constructor(grant: (byteCount: number) => void) {
    this.#grant = grant
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#wakeUp()
  }

  end(): void {
    this.#isEnded = true
    this.#wakeUp()
  }

  /** The rest will not arrive. */
  fail(reason: Error): void {
    this.#failure ??= reason
    this.#wakeUp()
  }

  /** The body as it arrives, for one reader. @throws the reason if the rest will not arrive */
  async *read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) {
        yield chunk
        this.#onRead(chunk.byteLength)
      } else if (this.#isEnded) return
      else if (this.#failure !== null) throw this.#failure
      else await this.#changed()
    }
  }

  /** Granting every few bytes would cost a message each. */
  #onRead(byteCount: number): void {
    this.#readBytes += byteCount
    if (this.#readBytes < STREAMED_BODY_WINDOW_BYTES / 4) return
    this.#grant(this.#readBytes)
    this.#readBytes = 0
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #wakeUp(): void {
    this.#wake?.()
    this.#wake = null
  }
}
