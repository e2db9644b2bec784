import { describe, expect, it, vi } from 'vitest'
import { FairPlaces } from './fair-places.ts'

const BUSY = new Error('nothing was free')

const fairPlaces = (places: number) =>
  new FairPlaces({ places, shareOfCaller: 3 / 4, patienceMs: 5_000, cause: () => BUSY })

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Notes who entered, in order. */
const line = (of: FairPlaces) => {
  const entered: (string | null)[] = []
  const enter = (caller: string | null, count = 1): void => {
    for (let at = 0; at < count; at++) void of.enter(caller).then(() => entered.push(caller))
  }
  return { entered, enter }
}

describe('places', () => {
  it('are left to others, a quarter of them, however much one caller asks for', async () => {
    const of = fairPlaces(8)
    const { entered, enter } = line(of)
    enter('greedy', 100)
    enter('modest')
    enter(null)
    await settle()
    expect(entered).toEqual([...Array.from({ length: 6 }, () => 'greedy'), 'modest', null])
  })

  it('go around between the callers who wait', async () => {
    const of = fairPlaces(1)
    const { entered, enter } = line(of)
    enter('a', 3)
    enter('b', 2)
    enter('c')
    for (let left = 6; left > 0; left--) {
      await settle()
      of.leave(entered.at(-1)!)
    }
    expect(entered).toEqual(['a', 'a', 'b', 'c', 'a', 'b'])
  })

  it('are refused after a while: to the caller in its own way as too many, to others as busy', async () => {
    vi.useFakeTimers()
    const of = fairPlaces(4)
    await Promise.all(Array.from({ length: 3 }, () => of.enter('greedy')))
    await of.enter(null)
    const refused = Promise.allSettled([of.enter('greedy'), of.enter('other')])
    await vi.advanceTimersByTimeAsync(5_000)
    vi.useRealTimers()
    expect((await refused).map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
      expect.objectContaining({ code: 'rate_limit_exceeded', status: 429 }),
      expect.objectContaining({ code: 'service_unavailable', status: 503, cause: BUSY }),
    ])
    // Whoever gave up takes no place later.
    for (const caller of ['greedy', 'greedy', 'greedy', null]) of.leave(caller)
    const { entered, enter } = line(of)
    enter('greedy', 3)
    await settle()
    expect(entered).toHaveLength(3)
  })

  it('are not taken by those who left while they waited', async () => {
    const of = fairPlaces(1)
    await of.enter('a')
    const left = new AbortController()
    const waiting = of.enter('a', left.signal)
    left.abort(new Error('it left'))
    await expect(waiting).rejects.toThrow('it left')
    of.leave('a')
    const { entered, enter } = line(of)
    enter('b')
    await settle()
    expect(entered).toEqual(['b'])
  })
})
