import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { atEachMidnight } from './at-each-midnight.ts'

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-29T23:59:00Z') }))
afterEach(() => void vi.useRealTimers())

describe('a daily job', () => {
  it('runs at the start of each day, and not after the service has ended', async () => {
    const days: string[] = []
    await using lifetime = new AsyncDisposableStack()
    atEachMidnight(lifetime, (now) => days.push(now.toISOString()))
    vi.advanceTimersByTime(59_999)
    expect(days).toEqual([])
    vi.advanceTimersByTime(1)
    vi.advanceTimersByTime(86_400_000)
    expect(days).toEqual(['2026-11-30T00:00:00.000Z', '2026-12-01T00:00:00.000Z'])
    await lifetime.disposeAsync()
    vi.advanceTimersByTime(10 * 86_400_000)
    expect(days).toHaveLength(2)
  })
})
