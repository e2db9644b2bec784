import { expect, it } from 'vitest'
import { NANO_USD_PER_CENT, reachedPercents } from './reached.ts'

const cents = (amount: number): bigint => BigInt(amount) * NANO_USD_PER_CENT

it('a budget counts a threshold as reached at exactly its last nano-dollar', () => {
  expect(reachedPercents(0n, 1_000)).toEqual([])
  expect(reachedPercents(cents(500) - 1n, 1_000)).toEqual([])
  expect(reachedPercents(cents(500), 1_000)).toEqual([50])
  expect(reachedPercents(cents(1_000) - 1n, 1_000)).toEqual([50, 80])
  expect(reachedPercents(cents(5_000), 1_000)).toEqual([50, 80, 100])
})
