/*
 * ITU-T G.711: 8 bits for each sample, with the µ-law of North America and Japan (pcmu) or the A-law of other countries
 * (pcma). Both have a sign, a segment of three bits and a step of four. Decoding uses a table; encoding finds the
 * segment.
 */

const BIAS = 0x84
const LOUDEST = 32_635

const decodeMu = (code: number): number => {
  const bits = ~code & 0xff
  const magnitude = (((bits & 0x0f) << 3) + BIAS) << ((bits & 0x70) >> 4)
  return bits & 0x80 ? BIAS - magnitude : magnitude - BIAS
}

const decodeA = (code: number): number => {
  const bits = code ^ 0x55
  const segment = (bits & 0x70) >> 4
  const step = ((bits & 0x0f) << 4) + 8
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1)
  return bits & 0x80 ? magnitude : -magnitude
}

const encodeMu = (sample: number): number => {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(LOUDEST, Math.abs(sample)) + BIAS
  const segment = Math.max(0, 31 - Math.clz32(magnitude) - 7)
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff
}

const encodeA = (sample: number): number => {
  const sign = sample < 0 ? 0 : 0x80
  // The smallest step below zero is -1, not 0.
  const magnitude = Math.min(32_767, sample < 0 ? -sample - 1 : sample)
  const segment = Math.max(0, 31 - Math.clz32(Math.max(1, magnitude)) - 7)
  const step = segment === 0 ? magnitude >> 4 : (magnitude >> (segment + 3)) & 0x0f
  return (sign | (segment << 4) | step) ^ 0x55
}

const tableOf = (decode: (code: number) => number): Int16Array =>
  Int16Array.from({ length: 256 }, (_, code) => decode(code))

type Law = { table: Int16Array; encode: (sample: number) => number }
const LAWS: Readonly<Record<'audio/pcmu' | 'audio/pcma', Law>> = {
  'audio/pcmu': { table: tableOf(decodeMu), encode: encodeMu },
  'audio/pcma': { table: tableOf(decodeA), encode: encodeA },
}

/** Bytes in one of the formats as 16-bit samples. */
export const decodeLaw = (law: keyof typeof LAWS, bytes: Uint8Array): Int16Array =>
  Int16Array.from(bytes, (code) => LAWS[law].table[code]!)

/** 16-bit samples as bytes in one of the formats. */
export const encodeLaw = (law: keyof typeof LAWS, samples: Int16Array): Uint8Array =>
  Uint8Array.from(samples, (sample) => LAWS[law].encode(sample))
