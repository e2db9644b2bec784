import { expect, it } from 'vitest'
import { drawChart } from './chart.ts'

const widthsOf = (svg: string): number[] =>
  [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))

it('a chart draws bars in proportion to their values, with labels', () => {
  const bars = [
    { title: 'A & B', value: 4, isOurs: true },
    { title: 'C', value: 1, isOurs: false },
  ]
  const svg = drawChart([{ title: 'CPU', digits: 2, bars }], 'a machine')
  const [first = 0, second = 0] = widthsOf(svg)
  expect(first / second).toBeCloseTo(4, 1)
  expect(svg).toContain('>4.00<')
  expect(svg).toContain('A &amp; B')
})

it('a chart draws no bar for missing and negative values', () => {
  const bars = [
    { title: 'A', value: null, isOurs: false },
    { title: 'B', value: -0.5, isOurs: false },
    { title: 'C', value: 2, isOurs: false },
  ]
  const svg = drawChart([{ title: 'added', digits: 1, bars }], '')
  expect(widthsOf(svg).slice(0, 2)).toEqual([1, 1])
  expect(svg).toContain('not measured')
  expect(svg).toContain('>-0.5<')
})
