/** What the scope of audio worklets has, which TypeScript's library does not know. */
declare const sampleRate: number
declare const registerProcessor: (name: string, processor: unknown) => void
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}

const RATE_HZ = 24_000
/** A tenth of a second: what is said is heard soon, and messages are few. */
const PIECE_SAMPLES = 2_400

/** Sends what a microphone hears as pieces of 24 kHz, whatever the pace of the machine's sound. */
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
