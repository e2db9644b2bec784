import type { TurnDetection } from '../events/session-config.ts'
import { FRAME_MS } from './frames.ts'

/** This many speech frames in a row begin a turn: a click is shorter. */
const FRAMES_TO_START = 2
/** Once begun, speech continues down to a level lower by this. */
const HYSTERESIS = 0.15

/** How long eager and patient listeners wait. The text itself is not considered here. */
const SILENCE_OF_EAGERNESS_MS = { low: 1_200, medium: 700, auto: 700, high: 400 } as const

export type TurnSettings = { threshold: number; silenceMs: number; prefixMs: number }

export const turnSettingsOf = (detection: TurnDetection): TurnSettings =>
  detection.type === 'server_vad'
    ? {
        threshold: detection.threshold,
        silenceMs: detection.silence_duration_ms,
        prefixMs: detection.prefix_padding_ms,
      }
    : { threshold: 0.5, silenceMs: SILENCE_OF_EAGERNESS_MS[detection.eagerness], prefixMs: 300 }

export type TurnChange = { type: 'started'; atMs: number } | { type: 'stopped'; atMs: number }

/** Finds the beginning and the end of turns, from the probability of speech in each frame. */
export class TurnDetector {
  settings: TurnSettings
  isSpeaking = false
  #frames = 0
  #speech = 0
  #silence = 0

  constructor(settings: TurnSettings) {
    this.settings = settings
  }

  /** How much audio was processed. */
  get heardMs(): number {
    return this.#frames * FRAME_MS
  }

  push(probability: number): TurnChange | null {
    this.#frames += 1
    const { threshold, silenceMs } = this.settings
    const isSpeech = probability >= (this.isSpeaking ? Math.max(0.05, threshold - HYSTERESIS) : threshold)
    this.#speech = isSpeech ? this.#speech + 1 : 0
    this.#silence = isSpeech ? 0 : this.#silence + 1
    if (!this.isSpeaking && this.#speech >= FRAMES_TO_START) {
      this.isSpeaking = true
      return { type: 'started', atMs: this.heardMs - this.#speech * FRAME_MS }
    }
    if (this.isSpeaking && this.#silence * FRAME_MS >= silenceMs) {
      this.isSpeaking = false
      return { type: 'stopped', atMs: this.heardMs - this.#silence * FRAME_MS }
    }
    return null
  }

  /** The turn ended for another reason. */
  end(): void {
    this.isSpeaking = false
    this.#speech = 0
    this.#silence = 0
  }
}
