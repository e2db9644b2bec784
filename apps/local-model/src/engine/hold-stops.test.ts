import { describe, expect, it } from 'vitest'
import { holdStops } from './hold-stops.ts'

const run = (stops: string[], pieces: string[]) => {
  const filter = holdStops(stops)
  let text = ''
  for (const piece of pieces) {
    const result = filter.push(piece)
    text += result.text
    if (result.isStopped) return { text, isStopped: true }
  }
  return { text: text + filter.flush(), isStopped: false }
}

describe('holdStops', () => {
  it.each([
    [['END'], ['one E', 'N', 'D two'], { text: 'one ', isStopped: true }],
    [['END'], ['one E', 'N', 'TER'], { text: 'one ENTER', isStopped: false }],
    [['aab'], ['aa', 'ab'], { text: 'a', isStopped: true }],
    [['x', 'bc'], ['abcx'], { text: 'a', isStopped: true }],
    [['END'], ['the E'], { text: 'the E', isStopped: false }],
    [[], ['any', 'thing'], { text: 'anything', isStopped: false }],
  ])('with stops %j returns the text of %j before the first stop', (stops, pieces, expected) => {
    expect(run(stops, pieces)).toEqual(expected)
  })

  it('returns text at once that cannot be the start of a stop', () => {
    expect(holdStops(['END']).push('hello E')).toEqual({ text: 'hello ', isStopped: false })
  })
})
