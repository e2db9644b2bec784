import { describe, expect, it } from 'vitest'
import { quantile, slopeOf, spreadOf } from './statistics.ts'

describe('the quantile of sorted values', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1)

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('at %f is the nearest-rank value', (share, value) => {
    expect(quantile(hundred, share)).toBe(value)
  })

  it('is the value itself for one value, and NaN for none', () => {
    expect(quantile([7], 0.99)).toBe(7)
    expect(quantile([], 0.5)).toBeNaN()
  })
})

describe('the spread of rounds', () => {
  it('has the median, which is the mean of the middle two for an even number', () => {
    expect(spreadOf([9, 1, 4])).toEqual({ median: 4, min: 1, max: 9 })
    expect(spreadOf([1, 2, 10, 4])).toEqual({ median: 3, min: 1, max: 10 })
  })

  it('does not reorder the rounds', () => {
    const rounds = [3, 1, 2]
    spreadOf(rounds)
    expect(rounds).toEqual([3, 1, 2])
  })

  it('throws without values', () => {
    expect(() => spreadOf([])).toThrow('Nothing was measured')
  })
})

describe('the slope of points', () => {
  it('is exact for points on a line', () => {
    expect(slopeOf([0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x })))).toBeCloseTo(2)
  })

  it('fits other points', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 1, y: 2 },
      { x: 2, y: 1 },
    ]
    expect(slopeOf(points)).toBeCloseTo(0.5)
  })

  it('is 0 for fewer than two points', () => {
    expect(slopeOf([{ x: 1, y: 1 }])).toBe(0)
    expect(slopeOf([])).toBe(0)
  })
})
