import { MAX_JSON_DEPTH } from '@gptget/protocol'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScanner, MAX_JSON_VALUES } from './json-scanner.ts'

/** The result of a scanner for a text that arrives in pieces of this many bytes. */
const scan = (text: string, pieceBytes: number): string => {
  const bytes = Buffer.from(text)
  const scanner = new JsonScanner()
  try {
    for (let at = 0; at < bytes.byteLength; at += pieceBytes)
      scanner.push(bytes.subarray(at, at + pieceBytes))
    return 'passed'
  } catch (error) {
    return (error as Error).message
  }
}

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

describe('a JSON text that is scanned as it arrives', () => {
  it.each([1, 7, 65_536])(
    'is refused one level too deep, and not before, in pieces of %i bytes',
    (pieceBytes) => {
      expect(scan(nested(MAX_JSON_DEPTH), pieceBytes)).toBe('passed')
      expect(scan(nested(MAX_JSON_DEPTH + 1), pieceBytes)).toMatch(/nested too deeply/)
    },
  )

  it('is refused if it has too many values', () => {
    expect(scan(`[${'1,'.repeat(MAX_JSON_VALUES - 10)}1]`, 65_536)).toBe('passed')
    expect(scan(`[${'1,'.repeat(MAX_JSON_VALUES)}1]`, 65_536)).toMatch(/more than 500000 values/)
  })

  it('may contain anything in its strings, however it is cut', () => {
    const hostile = fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', ',', 'é', 'a'), maxLength: 600 })
    fc.assert(
      fc.property(
        fc.array(hostile, { maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        (texts, pieceBytes) => {
          const levels = MAX_JSON_DEPTH - 1
          const text = `[${JSON.stringify(texts)}]`
          expect(scan(text, pieceBytes)).toBe('passed')
          // Everything open is closed: the full depth is available again after it.
          expect(scan(`${text}${nested(levels + 1)}`, pieceBytes)).toBe('passed')
          expect(scan(`${text}${nested(levels + 2)}`, pieceBytes)).toMatch(/nested too deeply/)
        },
      ),
    )
  })

  it('of 50 MiB never blocks others for long, in any shape', () => {
    const shapes = ['"'.concat('a'.repeat(1_000)), '\\"'.repeat(500), ' '.repeat(1_000), '"\\\\"'.repeat(250)]
    for (const shape of shapes) {
      const piece = Buffer.from(shape.repeat(64))
      const scanner = new JsonScanner()
      const tookMs: number[] = []
      for (let bytes = 0; bytes < 50 * 1024 ** 2; bytes += piece.byteLength) {
        const startedAtMs = performance.now()
        scanner.push(piece)
        tookMs.push(performance.now() - startedAtMs)
      }
      // A few may have waited for the processor; work that grows with what came before would slow down many.
      expect(tookMs.toSorted((a, b) => b - a)[20]).toBeLessThan(200)
    }
  })
})
