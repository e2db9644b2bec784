import type { Socket } from 'node:net'
import { ByteReader } from './byte-reader.ts'

export type Rectangle = { x: number; y: number; width: number; height: number }

/** Pixels as the server sends them: red, green, blue, unused. */
export const BYTES_PER_PIXEL = 4

/** The largest supported screen: decides the memory of a frame. */
const MAX_PIXELS = 4_096 * 2_304

/** 32 bits, depth 24, little-endian, true color; 8 bits of each color, red first (RFC 6143, 7.4). */
const PIXEL_FORMAT = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]
const RAW_ENCODING = 0
const MAX_NAME_BYTES = 4_096
const STRIP_BYTES = 256 * 1024

/**
 * A connection to a screen with RFB 3.8 (RFC 6143), without a password and with raw pixels: sockets within one host
 * cost less than any compression. Keeps the last frame.
 */
export class RfbConnection {
  readonly width: number
  readonly height: number
  /** The last seen screen, `BYTES_PER_PIXEL` for each pixel. */
  readonly frame: Buffer
  readonly #socket: Socket
  readonly #reader: ByteReader

  private constructor(socket: Socket, reader: ByteReader, width: number, height: number) {
    this.#socket = socket
    this.#reader = reader
    this.width = width
    this.height = height
    this.frame = Buffer.alloc(width * height * BYTES_PER_PIXEL)
  }

  /** Connects to a VNC server. @throws Error if it needs a password, is too large or is not a VNC server */
  static async open(socket: Socket): Promise<RfbConnection> {
    socket.setNoDelay(true)
    const reader = new ByteReader(socket)
    const version = (await reader.read(12)).toString('latin1')
    if (!/^RFB 003\.00[78]\n$/.test(version)) throw new Error(`not a screen: ${JSON.stringify(version)}`)
    socket.write(version)
    const types = [...(await reader.read((await reader.read(1))[0]!))]
    if (!types.includes(1))
      throw new Error(`the screen wants a password (security types ${types.join(', ')})`)
    socket.write(Buffer.from([1]))
    if (version.startsWith('RFB 003.008') && (await reader.read(4)).readUInt32BE() !== 0)
      throw new Error('the screen refused us')
    // Others may view it too: viewers have their own connections.
    socket.write(Buffer.from([1]))
    const init = await reader.read(24)
    const [width, height] = [init.readUInt16BE(0), init.readUInt16BE(2)]
    if (width * height > MAX_PIXELS) throw new Error(`the screen is too large: ${width}x${height}`)
    const nameBytes = init.readUInt32BE(20)
    if (nameBytes > MAX_NAME_BYTES) throw new Error(`the screen has a name of ${nameBytes} bytes`)
    await reader.read(nameBytes)
    socket.write(Buffer.from([0, 0, 0, 0, ...PIXEL_FORMAT]))
    socket.write(Buffer.from([2, 0, 0, 1, 0, 0, 0, RAW_ENCODING]))
    return new RfbConnection(socket, reader, width, height)
  }

  /** Requests the changes in a part of the screen; `isWhole`: all of it, at once. */
  request({ x, y, width, height }: Rectangle, isWhole: boolean): void {
    const message = Buffer.alloc(10)
    message[0] = 3
    message[1] = isWhole ? 0 : 1
    for (const [index, value] of [x, y, width, height].entries()) message.writeUInt16BE(value, 2 + index * 2)
    this.#socket.write(message)
  }

  /** The next change, already in `frame`. @throws Error when the screen is gone */
  async nextUpdate(): Promise<Rectangle[]> {
    for (;;) {
      const type = (await this.#reader.read(1))[0]!
      if (type === 0) return this.#readUpdate()
      // 2 is a bell; 3 is text that was copied there.
      if (type === 3) await this.#skip((await this.#reader.read(7)).readUInt32BE(3))
      else if (type !== 2) throw new Error(`the screen sent a message of the unknown type ${type}`)
    }
  }

  async #skip(byteLength: number): Promise<void> {
    for (let left = byteLength; left > 0; left -= STRIP_BYTES)
      await this.#reader.read(Math.min(left, STRIP_BYTES))
  }

  async #readUpdate(): Promise<Rectangle[]> {
    const count = (await this.#reader.read(3)).readUInt16BE(1)
    const rectangles: Rectangle[] = []
    for (let index = 0; index < count; index += 1) {
      const head = await this.#reader.read(12)
      const [x, y, width, height] = [0, 2, 4, 6].map((at) => head.readUInt16BE(at)) as [
        number,
        number,
        number,
        number,
      ]
      if (x + width > this.width || y + height > this.height)
        throw new Error('the screen drew outside of itself')
      await this.#readPixels({ x, y, width, height })
      rectangles.push({ x, y, width, height })
    }
    return rectangles
  }

  async #readPixels({ x, y, width, height }: Rectangle): Promise<void> {
    const rowBytes = width * BYTES_PER_PIXEL
    if (rowBytes === 0) return
    const rowsAtOnce = Math.max(1, Math.floor(STRIP_BYTES / rowBytes))
    for (let row = 0; row < height; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, height - row)
      const pixels = await this.#reader.read(rows * rowBytes)
      const start = (y + row) * this.width + x
      if (width === this.width) pixels.copy(this.frame, start * BYTES_PER_PIXEL)
      else
        for (let line = 0; line < rows; line += 1)
          pixels.copy(
            this.frame,
            (start + line * this.width) * BYTES_PER_PIXEL,
            line * rowBytes,
            (line + 1) * rowBytes,
          )
    }
  }

  /** `buttons`: bit 0 left, 1 middle, 2 right, 3 to 6 the wheel up, down, left, right. */
  pointer(x: number, y: number, buttons: number): void {
    this.#socket.write(Buffer.from([5, buttons, x >> 8, x & 255, y >> 8, y & 255]))
  }

  key(keysym: number, isDown: boolean): void {
    const message = Buffer.alloc(8)
    message[0] = 4
    message[1] = isDown ? 1 : 0
    message.writeUInt32BE(keysym, 4)
    this.#socket.write(message)
  }

  close(): void {
    this.#socket.destroy()
  }
}
