import { MAX_FRAME_BYTES } from './limits.ts'

type Target = {
  /** Sends a piece, which is never longer than a frame. */
  send(piece: Uint8Array): void
  end(): void
  /** The source of the body broke off. */
  fail(error: unknown): void
}

/** Sends a body while it is produced, no faster than the serving side allows; nothing is read before it does. */
export class BodyPump {
  readonly #source: AsyncIterable<Uint8Array>
  readonly #target: Target
  #creditBytes = 0
  #isStarted = false
  #isStopped = false
  #wake: (() => void) | null = null

  constructor(source: AsyncIterable<Uint8Array>, target: Target) {
    this.#source = source
    this.#target = target
  }

  /** The serving side accepts this many more bytes. */
  allow(byteCount: number): void {
    this.#creditBytes += byteCount
    this.#wakeUp()
    if (this.#isStarted) return
    this.#isStarted = true
    void this.#run()
  }

  /** No more of it will be read: its source is closed. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#wakeUp()
    if (!this.#isStarted) void this.#close()
  }

  async #run(): Promise<void> {
    try {
      for await (const chunk of this.#source) {
        await this.#sendAll(chunk)
        if (this.#isStopped) return
      }
      this.#target.end()
    } catch (error) {
      if (!this.#isStopped) this.#target.fail(error)
    }
  }

  async #sendAll(chunk: Uint8Array): Promise<void> {
    for (let sent = 0; sent < chunk.byteLength;) {
      if (this.#creditBytes <= 0) await this.#allowed()
      if (this.#isStopped) return
      const piece = chunk.subarray(sent, sent + Math.min(MAX_FRAME_BYTES, this.#creditBytes))
      this.#creditBytes -= piece.byteLength
      sent += piece.byteLength
      this.#target.send(piece)
    }
  }

  #allowed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #wakeUp(): void {
    this.#wake?.()
    this.#wake = null
  }

  /** Releases the source (a file, a socket) although nothing of it was read. */
  async #close(): Promise<void> {
    try {
      await this.#source[Symbol.asyncIterator]().return?.()
    } catch (error) {
      this.#target.fail(error)
    }
  }
}
