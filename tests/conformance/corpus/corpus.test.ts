import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAIRS } from './problems.ts'
import { readShapes, type Shapes } from './read-shapes.ts'
import { runPair } from './run-corpus.ts'

/** A small part of `npm run conformance -- --corpus`. */
const RUNS = 50
const SEED = 20_261_129

const TIMEOUT_MS = 120_000

let shapes: Shapes
beforeAll(() => {
  shapes = readShapes()
}, TIMEOUT_MS)
afterAll(() => shapes.close())

describe.each(PAIRS)(
  'requests from $from to $to, and answers back, generated from the SDKs’ own types',
  (pair) => {
    it(
      'arrive completely or are named as lost: every union arm, every optional field, unknown values, and many at once',
      () => {
        const { count, found } = runPair(pair, shapes, { seed: SEED, runs: RUNS })
        expect(found).toEqual([])
        expect(count).toBeGreaterThan(200)
      },
      TIMEOUT_MS,
    )
  },
)
