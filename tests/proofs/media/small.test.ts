import { describe, expect, it } from 'vitest'
import { proveMedia } from './prove-media.ts'

describe('stored media', () => {
  it('are protected, and served in ranges and byte for byte', { timeout: 120_000 }, async () => {
    const checks = await proveMedia({ fileMib: 64, judgesMemory: false, report: () => {} })
    expect(checks.map(({ checkedCount }) => checkedCount > 0)).toEqual(checks.map(() => true))
    expect(checks.flatMap(({ name, breaches }) => breaches.map((breach) => `${name}: ${breach}`))).toEqual([])
  })
})
