import { decodeSamples, RATE_HZ } from './samples.ts'

/** The interrupted item, and how much of it was heard. */
export type Cut = { itemId: string; playedMs: number }

/** Plays the pieces of an answer one after another, and can stop at once. */
export class Player {
  readonly #context: AudioContext
  readonly #onSilence: () => void
  readonly #sources = new Set<AudioBufferSourceNode>()
  #itemId = ''
  #endsAt = 0
  #seconds = 0
  #cutItemId = ''

  constructor(context: AudioContext, onSilence: () => void) {
    this.#context = context
    this.#onSilence = onSilence
  }

  get isPlaying(): boolean {
    return this.#sources.size > 0
  }

  /** Plays a piece of an item after the previous ones. Later pieces of an interrupted item are dropped. */
  play(itemId: string, base64: string): void {
    const samples = decodeSamples(base64)
    if (itemId === this.#cutItemId || samples.length === 0) return
    if (itemId !== this.#itemId) {
      this.#itemId = itemId
      this.#seconds = 0
    }
    const buffer = this.#context.createBuffer(1, samples.length, RATE_HZ)
    buffer.copyToChannel(samples, 0)
    const source = new AudioBufferSourceNode(this.#context, { buffer })
    source.connect(this.#context.destination)
    source.addEventListener('ended', () => this.#ended(source))
    const at = Math.max(this.#context.currentTime, this.#endsAt)
    source.start(at)
    this.#sources.add(source)
    this.#endsAt = at + buffer.duration
    this.#seconds += buffer.duration
  }

  /** Stops. null: nothing was playing. */
  cut(): Cut | null {
    if (!this.isPlaying) return null
    const left = Math.max(0, this.#endsAt - this.#context.currentTime)
    for (const source of this.#sources) source.stop()
    this.#sources.clear()
    this.#endsAt = 0
    this.#cutItemId = this.#itemId
    return { itemId: this.#itemId, playedMs: Math.max(0, Math.floor((this.#seconds - left) * 1_000)) }
  }

  #ended(source: AudioBufferSourceNode): void {
    if (this.#sources.delete(source) && !this.isPlaying) this.#onSilence()
  }
}
