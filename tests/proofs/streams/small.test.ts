import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { CELLS, type Cell } from './grid.ts'
import { breachesOf, proveFaults } from './prove-faults.ts'

afterAll(closeCalls)

/** Every fault once with every provider dialect, with alternating caller dialects. `npm run prove:streams` runs all. */
const isSampled = ({ fault, caller, upstream, isStream, hasOtherRoute }: Cell): boolean => {
  const sum = [...`${fault.fault}${caller}${upstream}${isStream}${hasOtherRoute}`]
    .map((character) => character.charCodeAt(0))
    .reduce((total, code) => (total * 31 + code) % 9_973, 7)
  return sum % 8 === 0
}

describe('a fault of a provider', () => {
  it(
    'has the same outcome in every dialect, before a token and after one',
    { timeout: 120_000 },
    async () => {
      const cells = CELLS.filter(isSampled)
      const judged = await proveFaults({
        cells,
        mode: 'in-process',
        silenceMs: 3_000,
        atOnce: 24,
        report: () => {},
      })
      expect(breachesOf(judged)).toEqual([])
      expect(new Set(cells.map(({ fault }) => fault)).size).toBe(
        new Set(CELLS.map(({ fault }) => fault)).size,
      )
    },
  )
})
