import { describe, expect, it } from 'vitest'
import { whyNoDesktops } from '../../computers/desktops.ts'
import { proveComputers } from './prove-computers.ts'

const reason = whyNoDesktops()

/** The full proof is `npm run prove:computers`. */
describe.skipIf(reason !== null)(
  `desktops under kills${reason === null ? '' : ` — NOT RUN: ${reason}`}`,
  () => {
    it('show every action, keep files, and charge each hour once', { timeout: 240_000 }, async () => {
      const checks = await proveComputers({ desktops: 2, actions: 6, kills: 1, seed: 7, report: () => {} })
      expect(checks.flatMap(({ breaches }) => breaches)).toEqual([])
    })
  },
)
