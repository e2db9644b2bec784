/** How many input samples each output sample uses. */
const TAPS_PER_PHASE = 24

/**
 * Changes the rate of samples that arrive in pieces, with a windowed sinc in phases. Frequencies above the new rate's
 * limit are removed, so that nothing folds back as noise.
 *
 * @example new Resampler(24_000, 8_000).push(samples)
 */
export class Resampler {
  readonly #up: number
  readonly #down: number
  readonly #filter: Float32Array
  readonly #taps: number
  #history: Float32Array
  /** The position of the next output sample, in steps of 1/up of an input sample after the history. */
  #position = 0

  constructor(fromHz: number, toHz: number) {
    const common = greatestCommonDivisor(fromHz, toHz)
    this.#up = toHz / common
    this.#down = fromHz / common
    // The filter is as wide as the lower of both rates needs.
    this.#taps = TAPS_PER_PHASE * Math.max(1, Math.ceil(this.#down / this.#up))
    this.#filter = lowPass(this.#taps * this.#up, 1 / Math.max(this.#up, this.#down), this.#up)
    this.#history = new Float32Array(this.#taps - 1)
  }

  /** The samples at the new rate that these complete. */
  push(samples: Float32Array): Float32Array {
    if (this.#up === this.#down) return samples
    const input = new Float32Array(this.#history.length + samples.length)
    input.set(this.#history)
    input.set(samples, this.#history.length)
    const end = samples.length * this.#up
    const output = new Float32Array(Math.max(0, Math.ceil((end - this.#position) / this.#down)))
    for (let index = 0; index < output.length; index++) {
      output[index] = this.#at(input, this.#position)
      this.#position += this.#down
    }
    this.#position -= end
    this.#history = input.slice(input.length - (this.#taps - 1))
    return output
  }

  #at(input: Float32Array, position: number): number {
    const newest = Math.floor(position / this.#up) + this.#taps - 1
    const phase = position % this.#up
    let sum = 0
    for (let tap = 0; tap < this.#taps; tap++)
      sum += this.#filter[tap * this.#up + phase]! * input[newest - tap]!
    return sum
  }
}

const greatestCommonDivisor = (one: number, other: number): number =>
  other === 0 ? one : greatestCommonDivisor(other, one % other)

/** A sinc under a Blackman window; `cutoff` is a share of half the filter's own rate. */
const lowPass = (length: number, cutoff: number, gain: number): Float32Array => {
  const filter = new Float32Array(length)
  const middle = (length - 1) / 2
  let sum = 0
  for (let index = 0; index < length; index++) {
    const x = index - middle
    const sinc = x === 0 ? cutoff : Math.sin(Math.PI * cutoff * x) / (Math.PI * x)
    const turn = (2 * Math.PI * index) / (length - 1)
    filter[index] = sinc * (0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn))
    sum += filter[index]!
  }
  return filter.map((value) => (value * gain) / sum)
}
