import type { Socket } from 'node:net'

/** Reads a socket in pieces of known length. Only one read may wait at a time. */
export class ByteReader {
  readonly #socket: Socket
  readonly #pieces: Buffer[] = []
  #byteLength = 0
  #waiting: { length: number; resolve(bytes: Buffer): void; reject(error: Error): void } | null = null
  #failure: Error | null = null

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (piece: Buffer) => {
      this.#pieces.push(piece)
      this.#byteLength += piece.length
      // Unread data stays in the kernel, not in our memory.
      if (this.#waiting === null && this.#byteLength > HIGH_WATER_BYTES) socket.pause()
      this.#serve()
    })
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the screen was closed')))
  }

  /** @throws Error if the socket ends first */
  read(length: number): Promise<Buffer> {
    if (this.#byteLength >= length) return Promise.resolve(this.#take(length))
    if (this.#failure !== null) return Promise.reject(this.#failure)
    this.#socket.resume()
    return new Promise((resolve, reject) => {
      this.#waiting = { length, resolve, reject }
    })
  }

  #serve(): void {
    const waiting = this.#waiting
    if (waiting === null || this.#byteLength < waiting.length) return
    this.#waiting = null
    waiting.resolve(this.#take(waiting.length))
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#waiting?.reject(this.#failure)
    this.#waiting = null
  }

  #take(length: number): Buffer {
    this.#byteLength -= length
    const first = this.#pieces[0]
    if (first !== undefined && first.length > length) {
      this.#pieces[0] = first.subarray(length)
      return first.subarray(0, length)
    }
    if (first?.length === length) return this.#pieces.shift()!
    const whole = Buffer.allocUnsafe(length)
    for (let at = 0; at < length;) {
      const piece = this.#pieces[0]!
      const count = Math.min(piece.length, length - at)
      piece.copy(whole, at, 0, count)
      at += count
      if (count === piece.length) this.#pieces.shift()
      else this.#pieces[0] = piece.subarray(count)
    }
    return whole
  }
}

const HIGH_WATER_BYTES = 1024 * 1024
