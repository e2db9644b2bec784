import { describe, expect, it } from 'vitest'
import { Resampler } from './resampler.ts'

const tone = (hertz: number, rateHz: number, seconds = 1): Float32Array =>
  Float32Array.from(
    { length: rateHz * seconds },
    (_, index) => 0.5 * Math.sin((2 * Math.PI * hertz * index) / rateHz),
  )

/** The strength of a tone in samples, from 0 to 1: their correlation with it at any phase. */
const strengthOf = (samples: Float32Array, hertz: number, rateHz: number): number => {
  let [real, imaginary] = [0, 0]
  for (const [index, sample] of samples.entries()) {
    const angle = (2 * Math.PI * hertz * index) / rateHz
    real += sample * Math.cos(angle)
    imaginary += sample * Math.sin(angle)
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length
}

/** Without the ends, where the filter sees the silence around the audio. */
const middleOf = (samples: Float32Array): Float32Array =>
  samples.subarray(samples.length >> 2, samples.length - (samples.length >> 2))
const loudnessOf = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

const RATES = [
  [24_000, 16_000],
  [24_000, 8_000],
  [8_000, 16_000],
  [8_000, 24_000],
] as const

describe.each(RATES)('from %i to %i Hz', (fromHz, toHz) => {
  it('keeps the length, and the loudness of speech', () => {
    const output = new Resampler(fromHz, toHz).push(tone(1_000, fromHz))
    expect(output.length).toBe(toHz)
    expect(strengthOf(middleOf(output), 1_000, toHz)).toBeCloseTo(0.5, 2)
  })

  it('gives the same result at once and in pieces of any length', () => {
    const input = tone(700, fromHz, 0.5)
    const whole = new Resampler(fromHz, toHz).push(input)
    const resampler = new Resampler(fromHz, toHz)
    const pieces: number[] = []
    for (let at = 0, length = 1; at < input.length; at += length, length = (length * 7) % 997)
      pieces.push(...resampler.push(input.slice(at, at + length)))
    expect(pieces).toEqual([...whole])
  })

  it('adds no tone: frequencies above the lower rate’s limit are removed', () => {
    const lowerHz = Math.min(fromHz, toHz)
    // Above half of the lower rate if possible; else a tone whose mirror image would be audible.
    const hertz = fromHz > toHz ? lowerHz * 0.7 : 1_000
    const output = middleOf(new Resampler(fromHz, toHz).push(tone(hertz, fromHz)))
    const wanted = fromHz > toHz ? 0 : strengthOf(output, hertz, toHz) / Math.SQRT2
    const noise = Math.sqrt(Math.max(0, loudnessOf(output) ** 2 - wanted ** 2))
    expect(20 * Math.log10(noise / 0.35)).toBeLessThan(-55)
  })
})

describe('a resampler', () => {
  it('keeps samples unchanged if both rates are the same', () => {
    const input = tone(440, 24_000, 0.1)
    expect(new Resampler(24_000, 24_000).push(input)).toBe(input)
  })
})
