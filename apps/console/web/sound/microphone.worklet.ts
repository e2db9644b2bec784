/** The globals of audio worklets, which TypeScript's library lacks. */
declare const sampleRate: number
declare const registerProcessor: (name: string, processor: unknown) => void
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}

const RATE_HZ = 24_000
/** A tenth of a second: little delay, and few messages. */
const PIECE_SAMPLES = 2_400

/** Sends the sound of the microphone in pieces of 24 kHz, at any sample rate of the machine. */
class Microphone extends AudioWorkletProcessor {
  readonly #step = sampleRate / RATE_HZ
  #piece = new Float32Array(PIECE_SAMPLES)
  #length = 0
  #sum = 0
  #count = 0
  #until = this.#step

  process([input]: Float32Array[][]): boolean {
    for (const sample of input?.[0] ?? []) {
      this.#sum += sample
      this.#count += 1
      if (this.#count < this.#until) continue
      this.#push(this.#sum / this.#count)
      this.#until += this.#step - this.#count
      this.#sum = 0
      this.#count = 0
    }
    return true
  }

  #push(sample: number): void {
    this.#piece[this.#length++] = sample
    if (this.#length < PIECE_SAMPLES) return
    this.port.postMessage(this.#piece, [this.#piece.buffer])
    this.#piece = new Float32Array(PIECE_SAMPLES)
    this.#length = 0
  }
}

registerProcessor('microphone', Microphone)
