import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endUnwrapping, startUnwrapping, unwrapPiece } from './unwrap-text.ts'

const unwrapped = (pieces: string[]): string => {
  const state = startUnwrapping()
  return pieces.map((piece) => unwrapPiece(state, piece)).join('') + endUnwrapping(state)
}

const piecesOf = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, place) =>
    text.slice(place * size, (place + 1) * size),
  )

describe('a wrapped answer', () => {
  it('is unwrapped to its value, in pieces of any size and with any formatting', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(undefined, 2),
        (value, size, indent) => {
          const text = JSON.stringify({ value }, null, indent)
          expect(JSON.parse(unwrapped(piecesOf(text, size)))).toEqual(JSON.parse(JSON.stringify(value)))
        },
      ),
    )
  })

  it.each(['I cannot help with that.', '[1,2]', '{"other":1}', '', '{"val', '{"valuable":1}'])(
    'stays unchanged if it was not wrapped: %s',
    (text) => {
      for (const size of [1, 3, 100]) expect(unwrapped(piecesOf(text, size))).toBe(text)
    },
  )

  it('is unwrapped to the beginning of its value if it was cut short', () => {
    expect(unwrapped(['{"value":[1,', '2'])).toBe('[1,2')
  })
})
