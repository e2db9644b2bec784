import { expect, it } from 'vitest'
import { decodeSamples, encodeSamples, loudnessOf } from './samples.ts'

it('the recorder encodes samples as 16-bit little-endian numbers, and clips those out of range', () => {
  const text = encodeSamples(Float32Array.of(0, 0.5, -0.5, 2, -2))
  expect([...atob(text)].map((letter) => letter.codePointAt(0))).toEqual([
    0, 0, 255, 63, 1, 192, 255, 127, 1, 128,
  ])
  const back = decodeSamples(text)
  for (const [index, sample] of [0, 0.5, -0.5, 1, -1].entries()) expect(back[index]).toBeCloseTo(sample, 3)
})

it('the recorder measures the loudness of samples', () => {
  expect(loudnessOf(new Float32Array(0))).toBe(0)
  expect(loudnessOf(Float32Array.of(0.5, -0.5))).toBeCloseTo(0.5)
})
