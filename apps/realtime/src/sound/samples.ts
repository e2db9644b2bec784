import type { SoundFormatName } from '../events/sound-format.ts'
import { decodeLaw } from './g711.ts'

/** 16-bit samples from bytes in a format of the protocol. A last odd byte is ignored. */
export const decodeSound = (format: SoundFormatName, bytes: Buffer): Int16Array => {
  if (format !== 'audio/pcm') return decodeLaw(format, bytes)
  const samples = new Int16Array(bytes.length >> 1)
  for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(index * 2)
  return samples
}

/** The same as bytes: little-endian, as all clients expect. */
export const bytesOf = (samples: Int16Array): Buffer =>
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)

/** From -1 to 1, for filters and models. */
export const toFloat = (samples: Int16Array): Float32Array =>
  Float32Array.from(samples, (sample) => sample / 32_768)

export const fromFloat = (samples: Float32Array): Int16Array =>
  Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))))

const WAV_HEADER_BYTES = 44

/** A WAV file of 16-bit samples, one channel. */
export const wavOf = (samples: Int16Array, rateHz: number): Buffer => {
  const head = Buffer.alloc(WAV_HEADER_BYTES)
  const byteLength = samples.length * 2
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + byteLength, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rateHz, 24)
  head.writeUInt32LE(rateHz * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(byteLength, 40)
  return Buffer.concat([head, bytesOf(samples)])
}
