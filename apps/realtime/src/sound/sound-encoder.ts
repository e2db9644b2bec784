import { RATES_HZ, type SoundFormatName } from '../events/sound-format.ts'
import { encodeLaw } from './g711.ts'
import { Resampler } from './resampler.ts'
import { decodeSound, fromFloat, toFloat } from './samples.ts'

/** The requested format of voices: 16-bit samples at this rate. */
const SPEECH_RATE_HZ = 24_000

/**
 * Converts pieces of a voice's samples to a format of the protocol; pieces may be cut anywhere, even within a sample.
 */
export class SoundEncoder {
  readonly #format: SoundFormatName
  readonly #resampler: Resampler
  #odd: Buffer = Buffer.alloc(0)

  constructor(format: SoundFormatName) {
    this.#format = format
    this.#resampler = new Resampler(SPEECH_RATE_HZ, RATES_HZ[format])
  }

  push(piece: Buffer): Buffer {
    const bytes = this.#odd.length === 0 ? piece : Buffer.concat([this.#odd, piece])
    const whole = bytes.length - (bytes.length % 2)
    this.#odd = bytes.subarray(whole)
    if (this.#format === 'audio/pcm') return bytes.subarray(0, whole)
    const samples = decodeSound('audio/pcm', bytes.subarray(0, whole))
    const resampled = fromFloat(this.#resampler.push(toFloat(samples)))
    return Buffer.from(encodeLaw(this.#format, resampled))
  }
}

/** The length of audio in bytes of a format. */
export const durationMsOf = (format: SoundFormatName, byteLength: number): number =>
  (byteLength / (format === 'audio/pcm' ? 2 : 1) / RATES_HZ[format]) * 1_000
