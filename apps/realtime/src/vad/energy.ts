/** How much louder speech is than the background, and how fast the background level adapts. */
const SPEECH_ABOVE_DB = 12
const FALL = 0.2
const RISE = 0.005
const SILENCE_DB = -60

/** Detects speech by loudness, if no model can be loaded. Any loud noise counts as speech. */
export class EnergyMeter {
  #quietDb = SILENCE_DB

  /** The probability of speech in a frame, from 0 to 1. */
  push(frame: Float32Array): number {
    const power = frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length
    const levelDb = Math.max(SILENCE_DB, 10 * Math.log10(power + 1e-10))
    this.#quietDb += (levelDb - this.#quietDb) * (levelDb < this.#quietDb ? FALL : RISE)
    const aboveDb = levelDb - Math.max(this.#quietDb, SILENCE_DB)
    return 1 / (1 + Math.exp(-(aboveDb - SPEECH_ABOVE_DB)))
  }
}
