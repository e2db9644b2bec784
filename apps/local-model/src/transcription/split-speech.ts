import { TRANSCRIPTION_MODEL } from './transcription-model.ts'

/** A stretch of speech, and where it is in the whole. */
export type Stretch = { startSeconds: number; samples: Float32Array }

const { rateHz } = TRANSCRIPTION_MODEL
/** The model was trained on up to 64 s; short stretches give finer times and a first word sooner. */
const SHORTEST = 8 * rateHz
const LONGEST = 20 * rateHz
/** 100 ms. */
const FRAME = rateHz / 10

/** Cuts 16-bit samples, as they come, into stretches of 8 to 20 s, each ending where it is quietest. */
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

/** Root mean square of a frame in which nobody speaks: -60 dB. */
const SILENT_RMS = 0.001

/** The model answers nothing to speech after a second of silence: it is left out at the beginning of a stretch. */
export const withoutLeadingSilence = (samples: Float32Array): Float32Array => {
  let at = 0
  while (at < samples.length && energyOf(samples, at) < SILENT_RMS ** 2 * FRAME) at += FRAME
  return samples.subarray(at)
}

const energyOf = (samples: Float32Array, at: number): number =>
  samples.subarray(at, at + FRAME).reduce((sum, sample) => sum + sample * sample, 0)

/** The middle of the quietest frame. */
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
