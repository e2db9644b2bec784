/** Samples of a humming sound: 16-bit, little-endian, one channel. */
export const humOf = (seconds: number, rateHz = 24_000): Buffer =>
  Buffer.from(
    Int16Array.from(
      { length: seconds * rateHz },
      (_, at) => 8_000 * Math.sin((at * 2 * Math.PI * 220) / rateHz),
    ).buffer,
  )

/** Adds a WAV header to samples. */
export const wavOf = (samples: Buffer, rateHz = 24_000): Buffer => {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.byteLength, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rateHz, 24)
  header.writeUInt32LE(2 * rateHz, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.byteLength, 40)
  return Buffer.concat([header, samples])
}
