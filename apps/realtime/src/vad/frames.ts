/** The input of detectors: samples from -1 to 1 at this rate, this many at a time. */
export const VAD_RATE_HZ = 16_000
export const FRAME_SAMPLES = 512
export const FRAME_MS = (FRAME_SAMPLES / VAD_RATE_HZ) * 1_000

/** Cuts samples that arrive in pieces of any length into whole frames. */
export class FrameCutter {
  #rest = new Float32Array(0)

  push(samples: Float32Array): Float32Array[] {
    const all = new Float32Array(this.#rest.length + samples.length)
    all.set(this.#rest)
    all.set(samples, this.#rest.length)
    const count = Math.floor(all.length / FRAME_SAMPLES)
    this.#rest = all.slice(count * FRAME_SAMPLES)
    return Array.from({ length: count }, (_, index) =>
      all.slice(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES),
    )
  }
}
