import { TRANSCRIPTION_MODEL } from './transcription-model.ts'

/** A piece of audio, and its start in the whole file. */
export type Stretch = { startSeconds: number; samples: Float32Array }

const { rateHz } = TRANSCRIPTION_MODEL
/** In samples. The model was trained on up to 64 s; shorter pieces give finer times and an earlier first word. */
const SHORTEST = 8 * rateHz
const LONGEST = 20 * rateHz
/** 100 ms, in samples. */
const FRAME = rateHz / 10

/** Cuts a stream of 16-bit samples into pieces of 8 to 20 s, at the quietest place. */
export async function* splitSpeech(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Stretch> {
  let waiting = Buffer.alloc(0)
  let startSeconds = 0
  for await (const piece of bytes) {
    waiting = Buffer.concat([waiting, piece])
    while (waiting.byteLength >= 2 * LONGEST) {
      const length = quietestEnd(toSamples(waiting.subarray(0, 2 * LONGEST)))
      yield { startSeconds, samples: toSamples(waiting.subarray(0, 2 * length)) }
      waiting = waiting.subarray(2 * length)
      startSeconds += length / rateHz
    }
  }
  if (waiting.byteLength >= 2) yield { startSeconds, samples: toSamples(waiting) }
}

const toSamples = (bytes: Buffer): Float32Array =>
  Float32Array.from(
    { length: Math.floor(bytes.byteLength / 2) },
    (_, index) => bytes.readInt16LE(2 * index) / 32_768,
  )

/** Root mean square of a silent frame: -60 dB. */
const SILENT_RMS = 0.001

/** Removes silence at the start: after a second of silence, the model does not recognize speech. */
export const withoutLeadingSilence = (samples: Float32Array): Float32Array => {
  let at = 0
  while (at < samples.length && energyOf(samples, at) < SILENT_RMS ** 2 * FRAME) at += FRAME
  return samples.subarray(at)
}

const energyOf = (samples: Float32Array, at: number): number =>
  samples.subarray(at, at + FRAME).reduce((sum, sample) => sum + sample * sample, 0)

/** The middle of the quietest frame, in samples. */
const quietestEnd = (samples: Float32Array): number => {
  let end = samples.length
  let least = Number.POSITIVE_INFINITY
  for (let at = SHORTEST; at + FRAME <= samples.length; at += FRAME) {
    const energy = energyOf(samples, at)
    if (energy > least) continue
    least = energy
    end = at + FRAME / 2
  }
  return end
}
