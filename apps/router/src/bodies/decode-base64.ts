/** Longer strings are allocated outside of the young heap, which takes five times as long. */
const TEXT_CHARACTERS = 4 * 16 * 1024
/** Each is a message on its way to the store. */
const PIECE_BYTES = 256 * 1024

/** Decodes base64 without line breaks, in pieces that end anywhere. */
export async function* decodeBase64(source: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let piece = Buffer.allocUnsafeSlow(PIECE_BYTES)
  let byteLength = 0
  /** Fewer than four characters, which are no bytes yet. */
  let rest = ''
  for await (const base64 of source) {
    for (let at = 0; at < base64.byteLength;) {
      const text = base64.toString('latin1', at, endOf(base64, at, rest))
      at += text.length
      const all = rest === '' ? text : rest + text
      const whole = all.length - (all.length % 4)
      byteLength += piece.write(whole === all.length ? all : all.slice(0, whole), byteLength, 'base64')
      rest = all.slice(whole)
      if (byteLength + TEXT_CHARACTERS <= PIECE_BYTES) continue
      yield piece.subarray(0, byteLength)
      piece = Buffer.allocUnsafeSlow(PIECE_BYTES)
      byteLength = 0
    }
  }
  byteLength += piece.write(rest, byteLength, 'base64')
  if (byteLength > 0) yield piece.subarray(0, byteLength)
}

/** The rest is first filled to four characters: adding it to a long text would copy that. */
const endOf = ({ byteLength }: Buffer, at: number, rest: string): number =>
  Math.min(byteLength, at + (rest === '' ? TEXT_CHARACTERS : 4 - rest.length))
