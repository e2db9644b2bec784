import { describe, expect, it } from 'vitest'
import type { RouterConfig } from '../config.ts'
import { loadCatalog } from './load-catalog.ts'

const config = {
  configurationFile: null,
  env: { ANTHROPIC_API_KEY: 'k' },
  byokFeeBasisPoints: 500,
} as unknown as RouterConfig

describe('a loaded catalog', () => {
  it('loses a model on the day on which its provider retires it, without a restart', async () => {
    const { onDayOf } = await loadCatalog(config)
    const before = onDayOf(new Date('2026-11-29T23:59:59Z'))
    const after = onDayOf(new Date('2026-11-30T00:00:00Z'))
    const id = 'anthropic/claude-sonnet-4.5'
    expect(before.models.get(id)?.public.isAvailable).toBe(true)
    expect(after.models.get(id)).toMatchObject({
      routes: [],
      public: { isAvailable: false, replacement: 'anthropic/claude-sonnet-5.5' },
      unserved: { retiredOn: '2026-11-30' },
    })
    expect(after.version).not.toBe(before.version)
  })
})
