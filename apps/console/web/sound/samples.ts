/** The sample rate of voice sessions, in Hz. */
export const RATE_HZ = 24_000

/** Encodes samples (-1 to 1) for voice sessions: 16-bit numbers, little-endian, in base64. */
export const encodeSamples = (samples: Float32Array): string => {
  const bytes = new Uint8Array(samples.length * 2)
  const view = new DataView(bytes.buffer)
  for (const [index, sample] of samples.entries())
    view.setInt16(index * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true)
  let text = ''
  for (const byte of bytes) text += String.fromCodePoint(byte)
  return btoa(text)
}

/** The opposite of `encodeSamples`. */
export const decodeSamples = (base64: string): Float32Array<ArrayBuffer> => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0)!)
  const view = new DataView(bytes.buffer)
  return Float32Array.from(
    { length: bytes.length >> 1 },
    (_, index) => view.getInt16(index * 2, true) / 0x8000,
  )
}

/** The volume of samples, 0 to 1. */
export const loudnessOf = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(samples.length, 1))
